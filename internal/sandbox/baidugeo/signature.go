package baidugeo

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// signed is all of a request that a signature can cover.
type signed struct {
	method        string
	path          string // decoded
	query         url.Values
	authorization string
	headers       map[string]string // by lower-case name
}

func readSigned(r *http.Request) signed {
	s := signed{
		method: r.Method, path: r.URL.Path, query: r.URL.Query(), authorization: r.Header.Get("Authorization"),
		headers: map[string]string{"host": r.Host},
	}
	if r.ContentLength >= 0 {
		s.headers["content-length"] = strconv.FormatInt(r.ContentLength, 10)
	}
	for name, values := range r.Header {
		s.headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	return s
}

// authorization is a header bce-auth-v1/{access key}/{time}/{seconds}/{signed
// headers}/{signature}.
type authorization struct {
	accessKey string
	at        time.Time
	valid     time.Duration
	prefix    string // what the signing key is derived from
	headers   []string
	signature string
}

const version = "bce-auth-v1"

func parseAuthorization(header string) (authorization, bool) {
	parts := strings.Split(header, "/")
	if len(parts) != 6 || parts[0] != version || parts[1] == "" {
		return authorization{}, false
	}
	at, err := time.Parse("2006-01-02T15:04:05Z", parts[2])
	if err != nil {
		return authorization{}, false
	}
	seconds, err := strconv.Atoi(parts[3])
	if err != nil || seconds < 1 {
		return authorization{}, false
	}
	a := authorization{
		accessKey: parts[1], at: at, valid: time.Duration(seconds) * time.Second,
		prefix: strings.Join(parts[:4], "/"), signature: parts[5],
	}
	if parts[4] != "" {
		a.headers = strings.Split(strings.ToLower(parts[4]), ";")
	}
	return a, true
}

// tolerance is how far ahead the caller's clock may be. The vendor's papers
// do not say.
const tolerance = 5 * time.Minute

// verify checks a request as the vendor does: exactly the headers listed are
// covered; an empty list means the default set.
func (s *Server) verify(in signed) error {
	if in.authorization == "" {
		return refused("AccessDenied")
	}
	a, ok := parseAuthorization(in.authorization)
	if !ok {
		return refused("InvalidHTTPAuthHeader")
	}
	if a.accessKey != s.account.AccessKey {
		return refused("InvalidAccessKeyId")
	}
	if now := s.now(); now.After(a.at.Add(a.valid)) || now.Add(tolerance).Before(a.at) {
		return refused("RequestExpired")
	}
	key := hexHMAC(s.account.SecretKey, a.prefix)
	want := hexHMAC(key, canonicalRequest(in, a.headers))
	if !hmac.Equal([]byte(want), []byte(a.signature)) {
		return refused("SignatureDoesNotMatch")
	}
	return nil
}

func hexHMAC(key, text string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

func canonicalRequest(in signed, headers []string) string {
	return strings.Join([]string{
		in.method, canonicalPath(in.path), canonicalQuery(in.query), canonicalHeaders(in.headers, headers),
	}, "\n")
}

func canonicalPath(path string) string {
	if path == "" {
		return "/"
	}
	return strings.ReplaceAll(encode(path), "%2F", "/")
}

func canonicalQuery(query url.Values) string {
	var pairs []string
	for key, values := range query {
		if strings.EqualFold(key, "authorization") {
			continue
		}
		for _, value := range values {
			pairs = append(pairs, encode(key)+"="+encode(value))
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

var defaultHeaders = []string{"host", "content-length", "content-type", "content-md5"}

func canonicalHeaders(headers map[string]string, listed []string) string {
	var lines []string
	for name, value := range headers {
		covered := slices.Contains(listed, name)
		if len(listed) == 0 {
			covered = slices.Contains(defaultHeaders, name) || strings.HasPrefix(name, "x-bce-")
		}
		if value = strings.TrimSpace(value); covered && value != "" {
			lines = append(lines, encode(name)+":"+encode(value))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// encode percent-encodes everything but A-Z a-z 0-9 - . _ ~, in upper-case hex.
func encode(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}
