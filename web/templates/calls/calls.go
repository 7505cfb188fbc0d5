package calls

import "net/url"

// countHref is the list of the calls that one count counts.
func countHref(c Count) string {
	return "/calls?" + url.Values{"endpoint": {c.Endpoint}, "class": {c.Class}, "code": {c.Code}}.Encode()
}
