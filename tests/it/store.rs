//! The store: one contract on every database, what it forgets, and what it survives.

mod contract;
mod databases;
