package sendcloud

import (
	"crypto/tls"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	mostTracks   = 5
	mostRows     = 100
	firstTrackID = 999000
	trackTarget  = "sctrack.sendcloud.org"
)

type track struct {
	id               int64
	name             string
	cname            bool
	https            bool
	certStart        time.Time
	certEnd          time.Time
	created, updated time.Time
}

// Track is one tracking domain, for planting and as truth.
type Track struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	CNAME bool   `json:"cname"` // its CNAME was found
	HTTPS bool   `json:"https"` // it has a certificate
}

// Truth is everything the server holds, as it knows it itself.
type Truth struct {
	Domains []Domain `json:"domains"`
	Tracks  []Track  `json:"tracks"`
	Changes []Change `json:"changes"`
}

// Truth is a copy of the state.
func (s *Server) Truth() Truth {
	s.mu.Lock()
	defer s.mu.Unlock()
	truth := Truth{Domains: []Domain{}, Tracks: []Track{}, Changes: append([]Change{}, s.changes...)}
	for _, d := range s.domains {
		truth.Domains = append(truth.Domains, Domain{d.name, d.test, d.bound, d.verify})
	}
	for _, t := range s.tracks {
		truth.Tracks = append(truth.Tracks, Track{t.id, t.name, t.cname, t.https})
	}
	return truth
}

// Reset forgets all domains, planted records and changes.
func (s *Server) Reset() {
	defer s.edit()()
	s.domains, s.tracks, s.changes = nil, nil, nil
	clear(s.records)
}

// PlantTrack adds a tracking domain without any rule and returns its id. With
// CNAME the DNS record is planted too.
func (s *Server) PlantTrack(planted Track) int64 {
	defer s.edit()()
	t := s.newTrack(strings.ToLower(planted.Name), s.clock.Now())
	t.cname, t.https = planted.CNAME, planted.HTTPS
	if t.cname {
		s.plantRecord(t.name, "CNAME", trackTarget)
	}
	if t.https {
		t.certStart, t.certEnd = t.created, t.created.AddDate(1, 0, 0)
	}
	return t.id
}

func (s *Server) newTrack(name string, now time.Time) *track {
	s.lastID++
	t := &track{id: s.lastID, name: name, created: now, updated: now}
	s.tracks = append(s.tracks, t)
	return t
}

type trackRow struct {
	ID         int64  `json:"id"`
	Name       string `json:"name"`
	CNAME      bool   `json:"cname"`
	GMTCreated string `json:"gmtCreated"`
	GMTUpdated string `json:"gmtUpdated"`
	Host       string `json:"cname.domain"`
	Target     string `json:"cname.value"`
	HTTPS      bool   `json:"https"`
	CertStart  string `json:"certiValidityStart"`
	CertEnd    string `json:"certiValidityEnd"`
}

func (t *track) row() trackRow {
	return trackRow{
		ID: t.id, Name: t.name, CNAME: t.cname, GMTCreated: stamp(t.created), GMTUpdated: stamp(t.updated),
		Host: t.name, Target: trackTarget, HTTPS: t.https, CertStart: stamp(t.certStart), CertEnd: stamp(t.certEnd),
	}
}

// rows are the tracking domains that match, newest first as in the examples.
func (c *call) rows(matches func(*track) bool) []trackRow {
	rows := []trackRow{}
	for _, t := range slices.Backward(c.tracks) {
		if matches(t) {
			rows = append(rows, t.row())
		}
	}
	return rows
}

func (c *call) trackList() (any, error) {
	start, err := c.number("start", 0, codeStart)
	if err != nil {
		return nil, err
	}
	limit, err := c.number("limit", mostRows, codeLimit)
	if err != nil {
		return nil, err
	}
	if limit > mostRows {
		return nil, refused(codeLimit)
	}
	wanted := names(c.form.Get("name"))
	rows := c.rows(func(t *track) bool { return len(wanted) == 0 || slices.Contains(wanted, t.name) })
	total := len(rows)
	rows = rows[min(start, total):min(start+limit, total)]
	return struct {
		DataList []trackRow `json:"dataList"`
		Total    int        `json:"total"`
		Count    int        `json:"count"`
	}{rows, total, len(rows)}, nil
}

func (c *call) number(parameter string, otherwise, code int) (int, error) {
	words := c.form.Get(parameter)
	if words == "" {
		return otherwise, nil
	}
	number, err := strconv.Atoi(words)
	if err != nil || number < 0 {
		return 0, refused(code)
	}
	return number, nil
}

// free is a name that a tracking domain may take.
func (c *call) free(name string) bool {
	return validName(name, 255) && c.domain(name) == nil &&
		!slices.ContainsFunc(c.tracks, func(t *track) bool { return t.name == name })
}

// certificate reads the pair that both or neither of two parameters hold.
func (c *call) certificate() (start, end time.Time, err error) {
	content, key := c.form.Get("certContent"), c.form.Get("certKey")
	if content == "" && key == "" {
		return start, end, nil
	}
	pair, err := tls.X509KeyPair([]byte(content), []byte(key))
	if err != nil {
		return start, end, errors.New("certificate and key do not go together")
	}
	return pair.Leaf.NotBefore, pair.Leaf.NotAfter, nil
}

func (c *call) trackAdd() (any, error) {
	name := strings.ToLower(c.form.Get("name"))
	start, end, err := c.certificate()
	if err != nil || !c.free(name) {
		return nil, refused(codeCreateFailed)
	}
	if len(c.tracks) >= mostTracks {
		return nil, refused(codeTooMany)
	}
	t := c.newTrack(name, c.now)
	t.https, t.certStart, t.certEnd = !end.IsZero(), start, end
	c.changed(name)
	return single{t.row()}, nil
}

// identified is the tracking domain of the parameter id.
func (c *call) identified() (*track, error) {
	i := slices.IndexFunc(c.tracks, func(t *track) bool { return strconv.FormatInt(t.id, 10) == c.form.Get("id") })
	if i < 0 {
		return nil, refused(codeUnknown)
	}
	return c.tracks[i], nil
}

// trackUpdate changes the name, the certificate or both. What is left out
// stays; a new name has to be verified anew.
func (c *call) trackUpdate() (any, error) {
	t, err := c.identified()
	if err != nil {
		return nil, err
	}
	name := strings.ToLower(c.form.Get("name"))
	if name == "" {
		name = t.name
	}
	start, end, err := c.certificate()
	if err != nil || name != t.name && !c.free(name) {
		return nil, refused(codeChangeFailed)
	}
	t.cname = t.cname && name == t.name
	t.name, t.updated = name, c.now
	if !end.IsZero() {
		t.https, t.certStart, t.certEnd = true, start, end
	}
	c.changed(name)
	return single{t.row()}, nil
}

func isTrackTarget(value string) bool {
	return strings.EqualFold(strings.TrimSuffix(value, "."), trackTarget)
}

// trackCheck reads the DNS at every call, unlike domainCheck.
func (c *call) trackCheck() (any, error) {
	ids, wanted := names(c.form.Get("id")), names(c.form.Get("name"))
	if len(ids) == 0 && len(wanted) == 0 {
		return nil, refused(codeUnknown)
	}
	chosen := func(t *track) bool {
		return slices.Contains(ids, strconv.FormatInt(t.id, 10)) || slices.Contains(wanted, t.name)
	}
	for _, t := range c.tracks {
		if chosen(t) {
			t.cname = slices.ContainsFunc(c.values(t.name, "CNAME"), isTrackTarget)
		}
	}
	rows := c.rows(chosen)
	return counted{rows, len(rows)}, nil
}

func (c *call) trackDelete() (any, error) {
	t, err := c.identified()
	if err != nil {
		return nil, err
	}
	c.tracks = slices.DeleteFunc(c.tracks, func(other *track) bool { return other == t })
	c.changed(t.name)
	return deleted{1}, nil
}
