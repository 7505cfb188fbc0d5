package sendcloud_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"testing"
	"time"

	"tangelo/internal/sandbox/sendcloud"
)

func TestShapesOfATrackingDomain(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	const row = `{"id":999001,"name":"track.test.com","cname":false,"gmtCreated":"2014-11-01 22:41:52",` +
		`"gmtUpdated":"2014-11-01 22:41:52","cname.domain":"track.test.com","cname.value":"sctrack.sendcloud.org",` +
		`"https":false,"certiValidityStart":"","certiValidityEnd":""}`
	const ok = `{"result":true,"statusCode":200,"message":"request was successful","info":`

	wantEqual(t, "add", w.body("trackDomain/add", "name", "track.test.com"), ok+`{"data":`+row+`}}`)
	wantEqual(t, "list", w.body("trackDomain/list"), ok+`{"dataList":[`+row+`],"total":1,"count":1}}`)
	wantEqual(t, "checkConfig", w.body("trackDomain/checkConfig", "id", "999001"), ok+`{"dataList":[`+row+`],"count":1}}`)
	wantEqual(t, "delete", w.body("trackDomain/delete", "id", "999001"), ok+`{"count":1}}`)
}

func TestTrackListPages(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	for i := range 4 {
		w.cloud.PlantTrack(sendcloud.Track{Name: fmt.Sprintf("t%d.example", i)})
	}
	page := w.call("trackDomain/list", "start", "1", "limit", "2")
	wantEqual(t, "names", page.names(), []string{"t2.example", "t1.example"})
	wantEqual(t, "total and count", []int{page.Info.Total, page.Info.Count}, []int{4, 2})
	wantEqual(t, "by name", w.call("trackDomain/list", "name", "t0.example;t3.example").names(), []string{"t3.example", "t0.example"})
	wantEqual(t, "beyond", w.call("trackDomain/list", "start", "9").names(), []string{})
	for _, c := range []struct {
		want             int
		parameter, value string
	}{
		{40002, "start", "-1"}, {40002, "start", "x"}, {40004, "limit", "101"}, {40004, "limit", "-1"}, {200, "limit", "0"},
	} {
		w.wantCode(c.want, "trackDomain/list", c.parameter, c.value)
	}
}

func TestTrackRules(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	certificate, key := pair(t)
	w.wantCode(200, "domain/add", "name", "mail.tangelo.example")
	id := fmt.Sprint(w.cloud.PlantTrack(sendcloud.Track{Name: "t0.example", CNAME: true}))
	w.cloud.PlantTrack(sendcloud.Track{Name: "t1.example"})
	for _, c := range []struct {
		want  int
		path  string
		pairs []string
	}{
		{41015, "add", []string{"name", ""}},
		{41015, "add", []string{"name", "t1.example"}},
		{41015, "add", []string{"name", "mail.tangelo.example"}},
		{41015, "add", []string{"name", "t2.example", "certContent", certificate}},
		{41015, "add", []string{"name", "t2.example", "certKey", key}},
		{41015, "add", []string{"name", "t2.example", "certContent", "x", "certKey", "y"}},
		{200, "add", []string{"name", "t2.example", "certContent", certificate, "certKey", key}},
		{41014, "update", []string{"id", "1", "name", "x.example"}},
		{41014, "update", []string{"name", "x.example"}},
		{41016, "update", []string{"id", id, "name", "t1.example"}},
		{41016, "update", []string{"id", id, "certKey", key}},
		{41014, "checkConfig", nil},
		{41014, "delete", []string{"id", "1"}},
		{200, "add", []string{"name", "t3.example"}},
		{200, "add", []string{"name", "t4.example"}},
		{41012, "add", []string{"name", "t5.example"}},
	} {
		w.wantCode(c.want, "trackDomain/"+c.path, c.pairs...)
	}
	row := w.call("trackDomain/list", "name", "t2.example").Info.DataList[0]
	wantEqual(t, "https", row["https"], any(true))
	wantEqual(t, "certificate", []any{row["certiValidityStart"], row["certiValidityEnd"]},
		[]any{"2014-01-01 08:00:00", "2015-01-01 08:00:00"})
}

func TestTrackUpdateKeepsWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	w := serve(t, sendcloud.Options{})
	certificate, key := pair(t)
	id := fmt.Sprint(w.cloud.PlantTrack(sendcloud.Track{Name: "t0.example", CNAME: true}))

	w.wantCode(200, "trackDomain/update", "id", id, "certContent", certificate, "certKey", key)
	first := w.cloud.Truth().Tracks[0]
	w.wantCode(200, "trackDomain/update", "id", id, "name", "t9.example")
	second := w.cloud.Truth().Tracks[0]

	wantEqual(t, "after the certificate", first, sendcloud.Track{ID: first.ID, Name: "t0.example", CNAME: true, HTTPS: true})
	wantEqual(t, "after the name", second, sendcloud.Track{ID: first.ID, Name: "t9.example", HTTPS: true})
	w.cloud.PlantRecord("t9.example", "CNAME", "sctrack.sendcloud.org.")
	checked := w.call("trackDomain/checkConfig", "name", "t9.example").Info.DataList[0]
	wantEqual(t, "cname", checked["cname"], any(true))
}

// pair is a certificate for 2014 with its key, as PEM.
func pair(t *testing.T) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	signed, err := x509.CreateCertificate(rand.Reader, &template, &template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, bytes []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}))
	}
	return block("CERTIFICATE", signed), block("PRIVATE KEY", encoded)
}
