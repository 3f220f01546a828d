/// Endpoints, their contacts, and device states.
extension CallBoard {
    mutating func endpointChanged(_ endpoint: Endpoint, _ stamp: Stamp, _ changes: inout BoardChanges) {
        if let known = endpoints[endpoint.id] {
            guard !stamp.isLate else { return }
            endpoints[endpoint.id]?.heard = stamp.told
            guard known.value.state != endpoint.state else { return }
            endpoints[endpoint.id]?.value.state = endpoint.state
        } else {
            guard !stamp.isLate else { return }
            endpoints[endpoint.id] = Dated(value: endpoint, heard: stamp.told)
        }
        changes.changes.append(.endpoint(endpoint.id))
    }

    mutating func endpointRemoved(_ id: EndpointID, _ changes: inout BoardChanges) {
        guard endpoints.removeValue(forKey: id) != nil else { return }
        changes.changes.append(.endpointGone(id))
    }

    /// No request lists contacts, so they are taken even from before a comparison.
    mutating func contactChanged(
        _ endpoint: Endpoint, _ contact: Contact, _ stamp: Stamp, _ changes: inout BoardChanges
    ) {
        let known = endpoints[endpoint.id]
        var entry =
            known
            ?? Dated(value: Endpoint(id: endpoint.id, state: endpoint.state), heard: stamp.told)
        if !stamp.isLate {
            entry.value.state = endpoint.state
            entry.heard = stamp.told
        }
        entry.value.contacts.removeAll { $0.uri == contact.uri }
        if contact.status != "Removed" { entry.value.contacts.append(contact) }
        endpoints[endpoint.id] = entry
        if entry.value != known?.value { changes.changes.append(.endpoint(endpoint.id)) }
    }

    mutating func deviceStateChanged(_ device: DeviceState, _ stamp: Stamp, _ changes: inout BoardChanges) {
        if stamp.isLate, let known = devices[device.name], known.heard.at > stamp.at { return }
        // Local devices are named by what was dialled: without number, so they are kept only while in use.
        let isGone = device.state == .invalid || (device.name.hasPrefix("Local/") && device.state == .notInUse)
        let known = devices[device.name]?.value
        devices[device.name] = isGone ? nil : Dated(value: device, heard: stamp.told)
        if known != devices[device.name]?.value { changes.changes.append(.device(device.name)) }
    }
}
