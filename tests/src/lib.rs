//! What the tests of this package share: loopback servers and a place to compile what was generated.
