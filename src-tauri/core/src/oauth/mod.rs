//! The protocol: one file a grant or protocol step.

pub mod redirect;
