package dnspod

import (
	"maps"
	"slices"
)

// Paths are the paths of all calls by their names in the catalogue.
func Paths() map[string]string {
	paths := map[string]string{}
	for path, e := range endpoints {
		paths[e.name] = path[1:]
	}
	return paths
}

// Reads tells whether a call changes nothing.
func Reads(path string) bool { return endpoints["/"+path].reads }

// Codes are the codes that a call lists as its own.
func Codes(path string) []string { return slices.Sorted(maps.Keys(endpoints["/"+path].texts)) }

// Common are the codes that every call shares.
func Common() []string { return slices.Sorted(maps.Keys(common)) }
