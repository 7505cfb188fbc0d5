package cloud

import "strconv"

// MemoryText writes a number of MB as people read it; what is none stays as it is.
func MemoryText(mb string) string {
	n, err := strconv.Atoi(mb)
	if err != nil {
		return mb
	}
	return Memory(n)
}
