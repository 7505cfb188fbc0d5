package cndns_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/endpoint"
)

func TestHostSizesAreInUnits(t *testing.T) {
	t.Parallel()
	got := map[cndns.HostSize]int{}
	for _, size := range []cndns.HostSize{"1", "1.5", "50", "", "many"} {
		got[size] = size.MB()
	}
	want := map[cndns.HostSize]int{"1": 100, "1.5": 150, "50": 5000, "": 0, "many": 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGiftsAreThoseWithAName(t *testing.T) {
	t.Parallel()
	host := cndns.HostingDetailResponse{GiftName1: "a.com", GiftType1: "EMAIL", GiftName3: "sq_a", GiftType3: "DATABASE"}
	want := []cndns.HostingGift{{Name: "a.com", Type: cndns.GiftMail}, {Name: "sq_a", Type: cndns.GiftDatabase}}
	if diff := cmp.Diff(want, host.Gifts()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func goodHost() cndns.HostingCreateRequest {
	return cndns.HostingCreateRequest{
		FTPName: "hktest", Password: "abc123!@#", Years: 1, ScriptType: "bz", Size: "5", LineType: "dx", Location: "cn",
	}
}

func TestHostRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*cndns.HostingCreateRequest)
		want   []string
	}{
		"good":                     {func(*cndns.HostingCreateRequest) {}, nil},
		"eleven letters":           {func(r *cndns.HostingCreateRequest) { r.FTPName = "abcdefghijk" }, []string{"ftpname len ..10"}},
		"name with a digit":        {func(r *cndns.HostingCreateRequest) { r.FTPName = "hk1" }, []string{"ftpname pattern letters"}},
		"password of seven":        {func(r *cndns.HostingCreateRequest) { r.Password = "abc123!" }, []string{"ftppassword len 8..16"}},
		"password from a digit":    {func(r *cndns.HostingCreateRequest) { r.Password = "1abc123!" }, []string{"ftppassword pattern letter-1st"}},
		"password without a sign":  {func(r *cndns.HostingCreateRequest) { r.Password = "abc12345" }, []string{"ftppassword pattern has-sign"}},
		"password without a digit": {func(r *cndns.HostingCreateRequest) { r.Password = "abcdefg!" }, []string{"ftppassword pattern has-digit"}},
		"mainland without a line":  {func(r *cndns.HostingCreateRequest) { r.LineType = "" }, []string{"linetype required"}},
		"shop without a line":      {func(r *cndns.HostingCreateRequest) { r.ScriptType, r.LineType = "shop", "" }, nil},
		"shop with a line":         {func(r *cndns.HostingCreateRequest) { r.ScriptType = "shop" }, []string{"linetype empty"}},
		"Hong Kong with a line":    {func(r *cndns.HostingCreateRequest) { r.Location = "hk" }, []string{"linetype empty"}},
		"Hong Kong":                {func(r *cndns.HostingCreateRequest) { r.Location, r.LineType = "hk", "" }, nil},
		"misprinted script type":   {func(r *cndns.HostingCreateRequest) { r.ScriptType = "bgqlin" }, []string{"hosttype enum bz|lin|net|jsp|shop|yxbz|yxlin|hostip|yxhostip|bgpwin|bgplin|gf"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := goodHost()
			c.change(&req)
			_, err := nowhere().HostingCreate(t.Context(), req)
			if diff := cmp.Diff(c.want, problems(t, err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFileRules(t *testing.T) {
	t.Parallel()
	host := cndns.FTPNamed{FTPName: "hktest"}
	ctx, client := t.Context(), nowhere()
	folder := func(path string, ips ...string) error {
		return client.HostingSetFolderIPAccess(ctx, cndns.HostingSetFolderIPAccessRequest{FTPNamed: host, Folder: path, IPs: ips, Change: cndns.ListAdd})
	}
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"404 page":          {client.HostingSet404Page(ctx, cndns.HostingSet404PageRequest{FTPNamed: host, Page: "a/error.html"}), nil},
		"no 404 page":       {client.HostingSet404Page(ctx, cndns.HostingSet404PageRequest{FTPNamed: host}), nil},
		"a script for it":   {client.HostingSet404Page(ctx, cndns.HostingSet404PageRequest{FTPNamed: host, Page: "error.asp"}), []string{"pagepath ends .html|.htm"}},
		"a folder":          {folder("test", "218.85.132.*", "218.*.*"), nil},
		"open to everybody": {folder("test"), nil},
		"from the root":     {folder("wwwroot/test", "7.7.7.7"), []string{"folderpath without wwwroot"}},
		"no addresses":      {folder("test", "nobody"), []string{"ip pattern ip-span"}},
		"upwards":           {client.HostingDeleteFile(ctx, cndns.HostingDeleteFileRequest{FTPNamed: host, Path: "wwwroot/../.."}), []string{"delinfo pattern path"}},
		"the whole site":    {client.HostingDeleteFile(ctx, cndns.HostingDeleteFileRequest{FTPNamed: host, Path: "wwwroot/"}), []string{"delinfo not wwwroot|wwwroot/|/wwwroot|/wwwroot/"}},
		"tape archive":      {client.HostingUnpackFile(ctx, cndns.HostingUnpackFileRequest{FTPNamed: host, Archive: "a.tar.gz", Folder: "wwwroot/a/"}), nil},
		"packed on tape":    {client.HostingPackFile(ctx, cndns.HostingPackFileRequest{FTPNamed: host, Folder: "a", Archive: "a.tar"}), []string{"destfile ends .zip|.rar"}},
		"page":              {client.HostingSetDefaultPage(ctx, cndns.HostingSetDefaultPageRequest{FTPNamed: host, Pages: []string{"index.asp", "index"}}), []string{"defaultpage pattern page"}},
	} {
		if diff := cmp.Diff(c.want, problems(t, c.err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestDatabaseRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*cndns.DatabaseCreateRequest)
		want   []string
	}{
		"good":                    {func(*cndns.DatabaseCreateRequest) {}, nil},
		"name of five":            {func(r *cndns.DatabaseCreateRequest) { r.Name = "werew" }, []string{"dbname len 6..13"}},
		"name from a digit":       {func(r *cndns.DatabaseCreateRequest) { r.Name = "1werewr" }, []string{"dbname pattern letter-1st"}},
		"password with a sign":    {func(r *cndns.DatabaseCreateRequest) { r.Password = "aaa111!!" }, []string{"dbpassword pattern alnum"}},
		"twenty units of MySQL":   {func(r *cndns.DatabaseCreateRequest) { r.Size = 20 }, []string{"dbsize max 6"}},
		"twenty units of MSSQL":   {func(r *cndns.DatabaseCreateRequest) { r.Size, r.Type = 20, cndns.DBMSSQL2008 }, nil},
		"seven units":             {func(r *cndns.DatabaseCreateRequest) { r.Size, r.Type = 7, "5" }, []string{"dbsize enum 1|2|3|4|5|6|10|15|20"}},
		"character set of MySQL":  {func(r *cndns.DatabaseCreateRequest) { r.Charset = "gbk" }, nil},
		"character set of MSSQL":  {func(r *cndns.DatabaseCreateRequest) { r.Charset, r.Type = "gbk", "3" }, []string{"charset empty"}},
		"mainland without a line": {func(r *cndns.DatabaseCreateRequest) { r.LineType = "" }, []string{"linetype required"}},
		"USA with a line":         {func(r *cndns.DatabaseCreateRequest) { r.Location = "usa" }, []string{"linetype empty"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := cndns.DatabaseCreateRequest{
				Name: "lskdjf", Password: "aaa111", Years: 1,
				DatabaseSpec: cndns.DatabaseSpec{Type: cndns.DBMySQL50, Size: 4, LineType: "dx", Location: "cn"},
			}
			c.change(&req)
			_, err := nowhere().DatabaseCreate(t.Context(), req)
			if diff := cmp.Diff(c.want, problems(t, err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestGiftMailPasswordsHaveBoth(t *testing.T) {
	t.Parallel()
	for password, want := range map[endpoint.Secret][]string{
		"aaa111": nil, "aaaaaa": {"mailpassword pattern has-digit"}, "111111": {"mailpassword pattern has-letter"}, "aaa111!!": {"mailpassword pattern alnum"},
	} {
		_, err := nowhere().GiftOpenMail(t.Context(), cndns.GiftOpenMailRequest{HostName: "hktest", Domain: "apitest.com", Password: password})
		if diff := cmp.Diff(want, problems(t, err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", password.Reveal(), diff)
		}
	}
}
