//! The store: one contract on every database, what it forgets, and what it survives.

mod contract;
mod databases;
mod documented;
mod export;
mod faults;
mod keys;
mod killed;
mod lifetimes;
mod people;
mod tables;
mod unanswered;
