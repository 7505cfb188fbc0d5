package panel

import "strings"

// ValidHostname reports whether name is a host name in its ASCII form: labels
// of 1 to 63 letters, digits, hyphens and underscores, at least two labels, at
// most 253 characters. A leading "*." is allowed, a final dot is not.
func ValidHostname(name string) bool {
	labels := strings.Split(strings.TrimPrefix(name, "*."), ".")
	if len(labels) < 2 || len(name) > 253 {
		return false
	}
	for _, label := range labels {
		if !validLabel(label) {
			return false
		}
	}
	return true
}

func validLabel(label string) bool {
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	return !strings.ContainsFunc(label, func(c rune) bool { return !strings.ContainsRune(labelLetters, c) })
}

const labelLetters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
