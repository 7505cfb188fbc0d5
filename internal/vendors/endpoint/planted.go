//go:build chaos

package endpoint

// PlantKeepAlive has every call reuse connections, as Go's own client does. The
// chaos run must find it.
func PlantKeepAlive() {
	newWires = func(hosts Hosts) wires {
		client := newClient(hosts, false)
		return wires{fresh: client, reused: client}
	}
}
