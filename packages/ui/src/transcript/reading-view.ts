/** Everything that shows one session: its head and its transcript. */
import "../session/session-head.ts";
import "./transcript-view.ts";
