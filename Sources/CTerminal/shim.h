#pragma once
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include <langinfo.h>
#include <locale.h>
#include <ncursesw/curses.h>
#include <ncursesw/term.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>

/* curses keeps its state in global variables and offers much of itself as macros; neither can be used from Swift.
   These do no more than name them. All of them must be called by one thread at a time. */

/* Makes the process's character type UTF-8 where the environment does not. Returns 0 if there is no such locale. */
static inline int mayday_terminal_locale(void) {
    if (setlocale(LC_ALL, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return 1;
    return setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}

/* Takes over the terminal on standard input and output. NULL if TERM is not known; initscr would exit the process.
   Without colours none is ever sent, not even the terminal's own. */
static inline SCREEN *mayday_terminal_open(int with_colours) {
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (!screen) return NULL;
    raw();
    noecho();
    nonl();
    curs_set(0);
    keypad(stdscr, TRUE);
    leaveok(stdscr, TRUE);
    if (with_colours && has_colors()) {
        start_color();
        use_default_colors();
    }
    return screen;
}

static inline int mayday_terminal_colours(void) { return has_colors() ? COLORS : 0; }
static inline int mayday_terminal_pairs(void) { return has_colors() ? COLOR_PAIRS : 0; }
static inline void mayday_terminal_move(int y, int x) { wmove(stdscr, y, x); }
static inline void mayday_terminal_write(const char *text) { waddnstr(stdscr, text, -1); }
static inline void mayday_terminal_refresh(void) { wrefresh(stdscr); }
static inline void mayday_terminal_resize(int height, int width) { resizeterm(height, width); }

/* The next refresh writes every cell, whatever curses believes is there. */
static inline void mayday_terminal_forget(void) { clearok(stdscr, TRUE); }

static inline void mayday_terminal_style(int bold, int dim, int underline, int reverse, short pair) {
    attr_t attributes = (bold ? WA_BOLD : 0) | (dim ? WA_DIM : 0) | (underline ? WA_UNDERLINE : 0)
        | (reverse ? WA_REVERSE : 0);
    wattr_set(stdscr, attributes, pair, NULL);
}

/* The window's size as the kernel knows it. Returns 0 if the descriptor is no terminal. */
static inline int mayday_terminal_size(int descriptor, int *width, int *height) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return 0;
    *width = size.ws_col;
    *height = size.ws_row;
    return 1;
}

/* A string capability, or NULL. */
static inline const char *mayday_terminal_capability(const char *name) {
    const char *value = tigetstr(name);
    return value == (const char *)-1 ? NULL : value;
}

static inline int mayday_sigaction(int number, void (*handler)(int)) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    /* SA_ONSTACK: where a thread has a stack for signals, one that has used up its own can still be handled, as by the
     * runtime's handlers that these replace. */
    action.sa_flags = SA_RESTART | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, NULL);
}
