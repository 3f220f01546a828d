import ARI
import ARIClient
import TestSupport
import Testing

/// One life of channels, bridges, recordings and the rest, in which every operation of ARI has its place.
@Suite struct ARIOperationsTests {
    let application = "operations"
    let other = "operations-other"

    @Test("A1 every operation is understood by a real Asterisk", .timeLimit(.minutes(2)))
    func everyOperation() async throws {
        let bench = try BenchARI()
        let loop = try WebSocketLoop()
        let recorder = StreamRecorder()
        let stream = try ARIEventStream(
            loop: loop, server: bench.server, applications: [application, other], logger: BenchARI.logger,
            sink: recorder.sink)
        stream.start()
        try await recorder.wait { $0.connections.first }

        let ledger = OperationLedger(bench.client)
        try await server(ledger)
        try await applications(ledger)
        try await endpointsAndDevices(ledger)
        try await channels(ledger, recorder)
        try await conversation(ledger, recorder)
        try await recordings(ledger, recorder)
        try await leavingTheApplication(ledger, recorder)

        // The event stream itself opened the one operation that is no request.
        let all = Set(APIDocs.known.operations.map(\.name)).subtracting(["events.eventWebsocket"])
        #expect(ledger.called == all)
        let unread = recorder.elements.filter {
            if case .event(.unknown) = $0 { return true }
            if case .malformed = $0 { return true }
            return false
        }
        #expect(unread.isEmpty)
        stream.stop()
        await loop.shutdown()
    }

    private func server(_ ledger: OperationLedger) async throws {
        #expect(try await ledger.call(ARI.Asterisk.ping())?.ping == "pong")
        let info = try await ledger.call(ARI.Asterisk.getInfo(only: [.system, .status]))
        #expect(info?.system != nil && info?.status != nil && info?.build == nil)
        #expect(try await ledger.call(ARI.Asterisk.listModules())?.isEmpty == false)
        try await ledger.call(ARI.Asterisk.getModule(moduleName: "res_ari.so"))
        // Nothing uses this module: it may go and come back.
        try await ledger.call(ARI.Asterisk.unloadModule(moduleName: "func_rand.so"), or: [404, 409])
        try await ledger.call(ARI.Asterisk.loadModule(moduleName: "func_rand.so"), or: [409])
        try await ledger.call(ARI.Asterisk.reloadModule(moduleName: "res_musiconhold.so"), or: [409])
        #expect(try await ledger.call(ARI.Asterisk.listLogChannels())?.isEmpty == false)
        try await ledger.call(ARI.Asterisk.addLog(logChannelName: "operations", configuration: "error"))
        try await ledger.call(ARI.Asterisk.deleteLog(logChannelName: "operations"))
        // Rotating one that was added so removes it as well, hence none is added for it.
        try await ledger.call(ARI.Asterisk.rotateLog(logChannelName: "operations"), or: [404])
        try await ledger.call(ARI.Asterisk.setGlobalVar(variable: "OPERATIONS", value: "a b&c"))
        #expect(try await ledger.call(ARI.Asterisk.getGlobalVar(variable: "OPERATIONS"))?.value == "a b&c")
        try await ledger.call(
            ARI.Asterisk.getObject(configClass: "res_pjsip", objectType: "endpoint", id: "1001"), or: [403, 404])
        try await ledger.call(
            ARI.Asterisk.updateObject(
                configClass: "res_pjsip", objectType: "nothing", id: "x",
                fields: [.init(attribute: "a", value: "b")]), or: [403, 404])
        try await ledger.call(
            ARI.Asterisk.deleteObject(configClass: "res_pjsip", objectType: "nothing", id: "x"), or: [403, 404])
        try await ledger.call(ARI.Sounds.list(lang: "en"))
        try await ledger.call(ARI.Sounds.get(soundID: "beep"), or: [404])
        try await ledger.call(ARI.Mailboxes.list(), or: [404])
        try await ledger.call(ARI.Mailboxes.update(mailboxName: "m", oldMessages: 1, newMessages: 2), or: [404])
        try await ledger.call(ARI.Mailboxes.get(mailboxName: "m"), or: [404])
        try await ledger.call(ARI.Mailboxes.delete(mailboxName: "m"), or: [404])
    }

    private func applications(_ ledger: OperationLedger) async throws {
        #expect(try await ledger.call(ARI.Applications.list())?.contains { $0.name == application } == true)
        let filtered = try await ledger.call(
            ARI.Applications.filter(applicationName: application, filter: .init(disallowed: ["ChannelDialplan"])))
        #expect(filtered?.eventsDisallowed == ["ChannelDialplan"])
        try await ledger.call(
            ARI.Applications.subscribe(applicationName: application, eventSource: ["deviceState:Stasis:o", "bridge:"]),
            or: [422])
        try await ledger.call(
            ARI.Applications.subscribe(applicationName: application, eventSource: ["deviceState:Stasis:o"]))
        let read = try await ledger.call(ARI.Applications.get(applicationName: application))
        #expect(read?.deviceNames == ["Stasis:o"])
        try await ledger.call(
            ARI.Applications.unsubscribe(applicationName: application, eventSource: ["deviceState:Stasis:o"]))
    }

    private func endpointsAndDevices(_ ledger: OperationLedger) async throws {
        #expect(try await ledger.call(ARI.Endpoints.list())?.isEmpty == false)
        #expect(try await ledger.call(ARI.Endpoints.listByTech(tech: "PJSIP"))?.isEmpty == false)
        #expect(try await ledger.call(ARI.Endpoints.get(tech: "PJSIP", resource: "1001"))?.resource == "1001")
        // Nobody is registered as 1001: understood, and refused or dropped.
        try await ledger.call(
            ARI.Endpoints.sendMessage(to: "pjsip:1001", from: "sip:a@127.0.0.1", body: "x"), or: [400, 404, 500])
        try await ledger.call(
            ARI.Endpoints.sendMessageToEndpoint(
                tech: "PJSIP", resource: "1001", from: "sip:a@127.0.0.1", body: "x", variables: ["X-A": "1"]),
            or: [400, 404, 500])
        try await ledger.call(
            ARI.Endpoints.refer(to: "pjsip:1001", from: "sip:a@127.0.0.1", referTo: "sip:b@127.0.0.1"),
            or: [400, 404, 500])
        try await ledger.call(
            ARI.Endpoints.referToEndpoint(
                tech: "PJSIP", resource: "1001", from: "sip:a@127.0.0.1", referTo: "sip:b@127.0.0.1"),
            or: [400, 404, 500])
        try await ledger.call(ARI.DeviceStates.update(deviceName: "Stasis:o", deviceState: .onHold))
        #expect(try await ledger.call(ARI.DeviceStates.get(deviceName: "Stasis:o"))?.state == .onHold)
        #expect(try await ledger.call(ARI.DeviceStates.list())?.isEmpty == false)
        try await ledger.call(ARI.DeviceStates.delete(deviceName: "Stasis:o"))
    }

    private func start(_ channel: ARI.ChannelID, _ recorder: StreamRecorder) async throws {
        try await recorder.wait { recorder in
            recorder.elements.first {
                if case .event(.stasisStart(let start)) = $0 { start.channel.id == channel } else { false }
            }
        }
    }

    private func channels(_ ledger: OperationLedger, _ recorder: StreamRecorder) async throws {
        let originated = try await ledger.call(
            ARI.Channels.originate(
                endpoint: "Local/600@mayday-echo", app: application, appArgs: "a,b", callerID: "Ann <123>", timeout: 10,
                variables: ["OPS": "1"], channelID: "ops-1", otherChannelID: "ops-1-far"))
        #expect(originated?.id == "ops-1")
        try await start("ops-1", recorder)
        try await ledger.call(
            ARI.Channels.originateWithID(channelID: "ops-2", endpoint: "Local/600@mayday-echo", app: application))
        try await start("ops-2", recorder)
        try await ledger.call(
            ARI.Channels.create(endpoint: "Local/600@mayday-echo", app: application, channelID: "ops/3"))
        // Before it has arrived it cannot be dialled.
        try await start("ops/3", recorder)
        try await ledger.call(ARI.Channels.dial(channelID: "ops/3", caller: "ops-1", timeout: 10))
        #expect((try await ledger.call(ARI.Channels.list())?.count ?? 0) >= 3)
        #expect(try await ledger.call(ARI.Channels.get(channelID: "ops/3"))?.id == "ops/3")

        let id: ARI.ChannelID = "ops-1"
        try await ledger.call(ARI.Channels.answer(channelID: id))
        try await ledger.call(ARI.Channels.ring(channelID: id))
        try await ledger.call(ARI.Channels.ringStop(channelID: id))
        try await ledger.call(ARI.Channels.progress(channelID: id))
        try await ledger.call(ARI.Channels.sendDTMF(channelID: id, dtmf: "1", duration: 50))
        try await ledger.call(ARI.Channels.mute(channelID: id, direction: .both))
        try await ledger.call(ARI.Channels.unmute(channelID: id, direction: .both))
        try await ledger.call(ARI.Channels.hold(channelID: id))
        try await ledger.call(ARI.Channels.unhold(channelID: id))
        try await ledger.call(ARI.Channels.startMoh(channelID: id))
        try await ledger.call(ARI.Channels.stopMoh(channelID: id))
        try await ledger.call(ARI.Channels.startSilence(channelID: id))
        try await ledger.call(ARI.Channels.stopSilence(channelID: id))
        try await ledger.call(
            ARI.Channels.setChannelVar(channelID: id, variable: "V", value: "x+y", reportEvents: true))
        #expect(try await ledger.call(ARI.Channels.getChannelVar(channelID: id, variable: "V"))?.value == "x+y")
        try await ledger.call(ARI.Channels.setChannelVars(channelID: id, variables: ["A": "1", "B": "é\""]))
        let several = try await ledger.call(ARI.Channels.getChannelVars(channelID: id, variables: ["A", "B"]))
        #expect(several?.variables == ["A": "1", "B": "é\""])
        try await ledger.call(
            ARI.Channels.snoopChannel(channelID: id, app: application, spy: .in, snoopID: "ops-snoop"))
        try await ledger.call(
            ARI.Channels.snoopChannelWithID(channelID: id, snoopID: "ops-snoop-2", app: application, whisper: .out))
        try await ledger.call(
            ARI.Channels.externalMedia(
                app: application, format: "ulaw", channelID: "ops-media", externalHost: "127.0.0.1:9"))
        try await ledger.call(ARI.Channels.rtpstatistics(channelID: "ops-media"), or: [403, 404])
        try await ledger.call(
            ARI.Channels.transferProgress(channelID: id, states: .channelProgress), or: [400, 404, 409, 412])
        try await ledger.call(
            ARI.Events.userEvent(
                eventName: "Ops", application: application, source: ["channel:ops-1"],
                variables: ["k": "v", "n": .number("1"), "l": .nested("[1]")]))
        try await ledger.call(ARI.Events.claimChannel(channelID: id, application: application), or: [404, 409, 501])
    }

    private func conversation(_ ledger: OperationLedger, _ recorder: StreamRecorder) async throws {
        let made = try await ledger.call(ARI.Bridges.create(type: "mixing,dtmf_events", bridgeID: "ops-b", name: "Ops"))
        #expect(made?.bridgeType == .mixing)
        let id: ARI.BridgeID = "ops-b"
        try await ledger.call(
            ARI.Bridges.createWithID(bridgeID: "ops-c", type: "mixing", variables: ["BV": "1"]))
        try await ledger.call(ARI.Bridges.addChannel(bridgeID: id, channel: ["ops-1", "ops-2"], mute: false))
        #expect(try await ledger.call(ARI.Bridges.get(bridgeID: id))?.channels.count == 2)
        #expect((try await ledger.call(ARI.Bridges.list())?.count ?? 0) >= 2)
        try await ledger.call(ARI.Bridges.setBridgeVar(bridgeID: id, variable: "X", value: "1"))
        #expect(try await ledger.call(ARI.Bridges.getBridgeVar(bridgeID: id, variable: "X"))?.value == "1")
        try await ledger.call(ARI.Bridges.setBridgeVars(bridgeID: id, variables: ["Y": "2"]))
        #expect(
            try await ledger.call(ARI.Bridges.getBridgeVars(bridgeID: id, variables: ["X", "Y"]))?.variables["Y"] == "2"
        )
        try await ledger.call(ARI.Bridges.setVideoSource(bridgeID: id, channelID: "ops-1"), or: [409, 422])
        try await ledger.call(ARI.Bridges.clearVideoSource(bridgeID: id))
        try await ledger.call(ARI.Bridges.startMoh(bridgeID: id))
        try await ledger.call(ARI.Bridges.stopMoh(bridgeID: id))
        let playback = try await ledger.call(
            ARI.Bridges.play(bridgeID: id, media: ["tone:ring;tonezone=us"], playbackID: "ops-p1"))
        #expect(playback?.targetURI == "bridge:ops-b")
        try await ledger.call(ARI.Bridges.playWithID(bridgeID: id, playbackID: "ops-p2", media: ["tone:busy"]))
        try await ledger.call(ARI.Playbacks.get(playbackID: "ops-p1"))
        try await ledger.call(ARI.Playbacks.control(playbackID: "ops-p1", operation: .pause), or: [409])
        try await ledger.call(ARI.Playbacks.stop(playbackID: "ops-p1"))
        // The first may be about to begin as it is told to stop, and play on; so may the second as the first ends: Asterisk
        // answers 500 then.
        try await eventually(within: 30, "the end of the playback") {
            try await ledger.call(ARI.Playbacks.stop(playbackID: "ops-p1"), or: [404, 500])
            try await ledger.call(ARI.Playbacks.stop(playbackID: "ops-p2"), or: [404, 500])
            return recorder.elements.contains {
                if case .event(.playbackFinished(let end)) = $0 { end.playback.id == "ops-p2" } else { false }
            }
        }
    }

    private func recordingStarts(_ name: ARI.RecordingName, _ recorder: StreamRecorder) async throws {
        try await recorder.wait { recorder in
            recorder.elements.first {
                if case .event(.recordingStarted(let start)) = $0 { start.recording.name == name } else { false }
            }
        }
    }

    private func recordings(_ ledger: OperationLedger, _ recorder: StreamRecorder) async throws {
        let name: ARI.RecordingName = "ops/one"
        let live = try await ledger.call(
            ARI.Bridges.record(bridgeID: "ops-b", name: name, format: "wav", ifExists: .overwrite))
        #expect(live?.name == name)
        try await recordingStarts(name, recorder)
        try await ledger.call(ARI.Recordings.getLive(recordingName: name))
        try await ledger.call(ARI.Recordings.pause(recordingName: name))
        try await ledger.call(ARI.Recordings.unpause(recordingName: name))
        try await ledger.call(ARI.Recordings.mute(recordingName: name))
        try await ledger.call(ARI.Recordings.unmute(recordingName: name))
        try await ledger.call(ARI.Recordings.stop(recordingName: name))
        try await recorder.wait { recorder in
            recorder.elements.first {
                if case .event(.recordingFinished(let end)) = $0 { end.recording.name == name } else { false }
            }
        }
        #expect(try await ledger.call(ARI.Recordings.listStored())?.contains { $0.name == name } == true)
        #expect(try await ledger.call(ARI.Recordings.getStored(recordingName: name))?.format == "wav")
        let file = try await ledger.call(ARI.Recordings.getStoredFile(recordingName: name))
        #expect(file?.prefix(4) == ArraySlice("RIFF".utf8))
        try await ledger.call(
            ARI.Recordings.copyStored(recordingName: name, destinationRecordingName: "ops/copy"), or: [409])
        try await ledger.call(ARI.Recordings.deleteStored(recordingName: name))
        try await ledger.call(ARI.Recordings.deleteStored(recordingName: "ops/copy"))
    }

    private func leavingTheApplication(_ ledger: OperationLedger, _ recorder: StreamRecorder) async throws {
        try await ledger.call(ARI.Channels.play(channelID: "ops/3", media: ["tone:ring"], playbackID: "ops-p3"))
        try await ledger.call(ARI.Playbacks.stop(playbackID: "ops-p3"))
        try await ledger.call(ARI.Channels.playWithID(channelID: "ops/3", playbackID: "ops-p4", media: ["tone:ring"]))
        try await ledger.call(ARI.Playbacks.stop(playbackID: "ops-p4"))
        try await ledger.call(ARI.Bridges.removeChannel(bridgeID: "ops-b", channel: ["ops-1", "ops-2"]))
        try await ledger.call(ARI.Bridges.destroy(bridgeID: "ops-b"))
        // Not before: a channel in a bridge cannot be recorded, nor one that was dialled on behalf of another.
        try await ledger.call(
            ARI.Channels.record(channelID: "ops-1", name: "ops-two", format: "wav", terminateOn: .pound))
        try await recordingStarts("ops-two", recorder)
        try await ledger.call(ARI.Recordings.cancel(recordingName: "ops-two"))
        try await ledger.call(ARI.Bridges.destroy(bridgeID: "ops-c"))
        try await ledger.call(ARI.Channels.move(channelID: "ops-1", app: other))
        try await ledger.call(
            ARI.Channels.redirect(channelID: "ops-2", endpoint: "PJSIP/1001"), or: [400, 404, 409, 412, 422])
        try await ledger.call(
            ARI.Channels.continueInDialplan(channelID: "ops/3", context: "mayday-echo", extension: "600", priority: 1))
        for id: ARI.ChannelID in ["ops-snoop", "ops-snoop-2", "ops-media", "ops-1", "ops-2", "ops/3"] {
            try await ledger.call(ARI.Channels.hangup(channelID: id, reason: .normal), or: [404])
        }
        try await recorder.wait { recorder in
            recorder.elements.first {
                if case .event(.stasisEnd(let end)) = $0 { end.channel.id == "ops-media" } else { false }
            }
        }
    }
}
