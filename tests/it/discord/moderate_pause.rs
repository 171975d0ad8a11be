//! A server that moderators paused.
