// Package judges holds tests only: clients that others wrote and released work, unchanged,
// against the simulated vendors. What they take for granted is neither our reading of a
// document nor our memory of it.
package judges
