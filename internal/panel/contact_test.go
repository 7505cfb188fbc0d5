package panel

import (
	"bytes"
	"image"
	"image/jpeg"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// goodContact is a contact that every rule accepts.
func goodContact() Contact {
	return Contact{Fields: map[string]string{
		"usertype": "O", "suffix": ".cn", "idtype": "YYZZ", "idnumber": "91330100MA27XYZ123",
		"company-cn": "杭州橘子科技有限公司", "lastname-cn": "张", "firstname-cn": "三", "country-cn": "中国", "state-cn": "浙江",
		"city-cn": "杭州市", "address-cn": "文三路100号数码大厦", "company-en": "Hangzhou Juzi Co Ltd", "lastname-en": "zhang",
		"firstname-en": "san", "country-en": "CN", "state-en": "Zhejiang", "city-en": "Hangzhou", "address-en": "100 Wen San Road",
		"zipcode": "310000", "phone": "+86.57188888888", "fax": "+86.57188888888", "email": "a@b.example",
	}}
}

func TestContactRules(t *testing.T) {
	t.Parallel()
	if got := goodContact().Check(); len(got) != 0 {
		t.Fatalf("a good contact has problems: %v", got)
	}
	tests := []struct {
		field, value string
		want         string // rule, "" = fine
		with         map[string]string
	}{
		{"company-cn", "橘子", "columns", nil},
		{"company-cn", "橘子店", "", nil},
		{"company-cn", "橘", "", map[string]string{"usertype": "I", "idtype": "SFZ"}},
		{"company-cn", strings.Repeat("橘", 32), "", nil},
		{"company-cn", strings.Repeat("橘", 32) + "a", "columns", nil},
		{"company-cn", "Juzi Ltd", "chinese", nil},
		{"company-cn", "Juzi Ltd", "", map[string]string{"suffix": ".com"}},
		{"company-en", "Juzi", "space", nil},
		{"company-en", "橘子 Ltd", "english", nil},
		{"company-en", " Juzi Ltd", "trimmed", nil},
		{"company-en", strings.Repeat("a ", 49) + "a", "characters", nil},
		{"lastname-cn", "欧阳欧阳欧", "", nil},
		{"lastname-cn", "欧阳欧阳欧阳", "columns", nil},
		{"lastname-en", strings.Repeat("z", 31), "characters", nil},
		{"country-en", "CHN", "country", nil},
		{"address-en", "Road 1", "characters", nil},
		{"address-en", "WenSanRoad100", "space", nil},
		{"address-en", "100 Wen San Rd.", "street.en", nil},
		{"address-cn", "文三路 100号", "nospace", nil},
		{"address-cn", "文三路1号", "", nil},
		{"address-cn", "文三路1", "least", nil},
		{"address-cn", "文三路100号，大厦", "street.cn", nil},
		{"zipcode", "12", "zip", nil},
		{"phone", "02151697771", "phone", nil},
		{"phone", "+86.02151697771", "", nil},
		{"fax", "", "required", nil},
		{"email", "a@b", "email", nil},
		{"usertype", "0", "option", nil},
		{"usertype", "I", "hkcompany", map[string]string{"suffix": "shop.com.hk", "idtype": "HKID"}},
		{"idtype", "SFZ", "idtype.company", nil},
		{"idtype", "SHXYZS", "idtype.three", map[string]string{"suffix": ".公司"}},
		{"idtype", "CI", "", map[string]string{"suffix": ".hk"}},
		{"idtype", "YYZZ", "idtype.company", map[string]string{"suffix": ".hk"}},
		{"idtype", "", "required", nil},
		{"idtype", "", "", map[string]string{"suffix": ".com", "idnumber": ""}},
		{"idnumber", "", "required", nil},
		{"idnumber", "12 34", "nospace", nil},
	}
	for _, tt := range tests {
		c := goodContact()
		maps.Copy(c.Fields, tt.with)
		c.Fields[tt.field] = tt.value
		got := ""
		for _, p := range c.Check() {
			if p.Field == tt.field {
				got = strings.TrimPrefix(p.Key, "contacts.rule.")
			}
		}
		if got != tt.want {
			t.Errorf("%s %q with %v breaks rule %q, want %q", tt.field, tt.value, tt.with, got, tt.want)
		}
	}
}

func TestStoredIdentityNumberCounts(t *testing.T) {
	t.Parallel()
	c := goodContact()
	delete(c.Fields, ContactNumber)
	c.HasNumber = true
	if got := c.Check(); len(got) != 0 {
		t.Errorf("problems with a stored number = %v, want none", got)
	}
}

func TestEveryContactRuleNamesAField(t *testing.T) {
	t.Parallel()
	for _, r := range ContactRules {
		if !slices.ContainsFunc(ContactFields, func(f ContactField) bool { return f.Name == r.Field }) {
			t.Errorf("rule %s is about %q, which is no field", r.Name, r.Field)
		}
		if r.Name != "required" && r.holds == nil {
			t.Errorf("rule %s of %s asks nothing", r.Name, r.Field)
		}
	}
}

func TestEndOfANumberGivesNothingAway(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{"330100199001011234": "1234", "1234567": "", "": "", "A1234567": "4567"} {
		if got := End(number); got != want {
			t.Errorf("End(%q) = %q, want %q", number, got, want)
		}
	}
}

// noise is a JPEG of noise, which does not compress.
func noise(t *testing.T, width, height int) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a picture, not a secret
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32())
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPictures(t *testing.T) {
	t.Parallel()
	good := noise(t, 400, 400)
	huge := slices.Clone(good)
	at := bytes.Index(huge, []byte{0xff, 0xc0}) // the frame header: height and width follow
	copy(huge[at+5:], []byte{0x40, 0, 0x40, 0})
	tests := []struct {
		name string
		data []byte
		want []Problem
	}{
		{"good", good, nil},
		{"png", append([]byte("\x89PNG"), good...), []Problem{{Field: "owner", Key: "realname.rule.jpeg"}}},
		{"only a signature", append([]byte{0xff, 0xd8, 0xff}, make([]byte, PictureMin)...), []Problem{{Field: "owner", Key: "realname.rule.jpeg"}}},
		{"too small", noise(t, 20, 20), []Problem{{Field: "owner", Key: "realname.rule.size", Args: []any{"KB", 0}}}},
		{"too large", append(slices.Clone(good), make([]byte, PictureMax)...), []Problem{{Field: "owner", Key: "realname.rule.size", Args: []any{"KB", (len(good) + PictureMax) >> 10}}}},
		{"unfolds into 268 megapixels", huge, []Problem{{Field: "owner", Key: "realname.rule.pixels"}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, CheckPicture(PartOwner, tt.data)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestAuditForm(t *testing.T) {
	t.Parallel()
	person := map[string]string{"ownertype": "I", "orgtype": "PR", "idtype": "SFZ", "contactidcard": "330100199001011234"}
	company := map[string]string{"ownertype": "E", "orgtype": "PU", "idtype": "YYZZ", "ownernumber": "9133"}
	all := map[string]int{PartOwner: 1, PartContact: 1, PartGov: 1}
	tests := []struct {
		name   string
		form   AuditForm
		change map[string]string
		want   []string // fields with problems
	}{
		{"person", AuditForm{"a.cn", person, all}, nil, nil},
		{"company", AuditForm{"a.cn", company, all}, nil, nil},
		{"person without picture", AuditForm{"a.cn", person, nil}, nil, []string{PartContact}},
		{"company without picture", AuditForm{"a.cn", company, nil}, nil, []string{PartOwner}},
		{"company without number", AuditForm{"a.cn", company, all}, map[string]string{"ownernumber": ""}, []string{"ownernumber"}},
		{"person with short number", AuditForm{"a.cn", person, all}, map[string]string{"contactidcard": "123"}, []string{"contactidcard"}},
		{"passport", AuditForm{"a.cn", person, all}, map[string]string{"idtype": "HZ", "contactidcard": "E123"}, nil},
		{"certificate of the other kind", AuditForm{"a.cn", person, all}, map[string]string{"idtype": "YYZZ"}, []string{"idtype"}},
		{"government", AuditForm{"a.gov.cn", company, map[string]int{PartOwner: 1}}, nil, []string{PartGov}},
	}
	for _, tt := range tests {
		tt.form.Fields = maps.Clone(tt.form.Fields)
		maps.Copy(tt.form.Fields, tt.change)
		var got []string
		for _, p := range tt.form.Check() {
			got = append(got, p.Field)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
