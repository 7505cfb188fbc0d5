package panel

import (
	"bytes"
	"image/jpeg"
	"maps"
	"regexp"
	"strings"
	"time"
)

// What the real-name audit of a domain can say.
const (
	AuditNone    = "none" // no documents were sent
	AuditWaiting = "waiting"
	AuditPending = "pending"
	AuditPass    = "pass"
	AuditUnpass  = "unpass"
)

// Open reports whether an audit is under way at the registrar.
func (a Audit) Open() bool { return a.State == AuditWaiting || a.State == AuditPending }

// DocumentAge is how long an identity document is kept at most.
const DocumentAge = 90 * 24 * time.Hour

// Parts of an audit that are pictures, and the one that is the filled-in form.
const (
	PartOwner   = "owner"
	PartContact = "idcard"
	PartGov     = "gov"
	PartForm    = "form"
)

// PictureParts lists the pictures of an audit.
var PictureParts = []string{PartOwner, PartContact, PartGov}

// Bounds of a picture: CNDNS 2.2.1, "十一、1": JPG only, 55 KB to 1 MB.
const (
	PictureMin    = 55 << 10
	PictureMax    = 1 << 20
	PicturePixels = 40_000_000 // ours: a small file can unfold into a huge picture
)

// IdentityDocument is one sealed part of an audit.
type IdentityDocument struct {
	ID         int64
	ResellerID int64
	ProductID  int64
	Part       string
	Sealed     []byte
	CreatedAt  time.Time
	DeleteAt   time.Time
}

// AuditFields is the form of a real-name audit: what may be asked, by name.
// Labels are the messages "realname.field.<name>".
var AuditFields = []string{"ownertype", "orgtype", "idtype", "ownernumber", "contactidcard", "contact", "phone"}

// Values of ownertype and orgtype: CNDNS 2.2.1, "十一、1".
const (
	AuditOrganisation = "E"
	AuditIndividual   = "I"
	SelfEmployed      = "PR"
	Incorporated      = "PU"
)

// AuditForm is what is sent to the registrar for a real-name audit. Pictures
// holds the sizes in bytes of those that are there, by part.
type AuditForm struct {
	Domain   string
	Fields   map[string]string
	Pictures map[string]int
}

var idCard = regexp.MustCompile(`^[0-9]{17}[0-9Xx]$`)

// Check says what is wrong with the form as a whole.
func (f AuditForm) Check() []Problem {
	var problems []Problem
	wrong := func(when bool, field, key string) {
		if when {
			problems = append(problems, Problem{Field: field, Key: key})
		}
	}
	v := maps.Clone(f.Fields)
	person := v["ownertype"] == AuditIndividual
	company := v["ownertype"] == AuditOrganisation
	wrong(!person && !company, "ownertype", "problem.option")
	wrong(v["orgtype"] != SelfEmployed && v["orgtype"] != Incorporated, "orgtype", "problem.option")
	owner := map[bool]string{true: Individual, false: Organisation}[person]
	wrong(!certificate(owner, true, false)(v["idtype"]), "idtype", "realname.rule.idtype")
	wrong(company && v["ownernumber"] == "", "ownernumber", "problem.required")
	wrong(!spaceless(v["ownernumber"]), "ownernumber", "contacts.rule.nospace")
	wrong(person && v["contactidcard"] == "", "contactidcard", "problem.required")
	wrong(v["contactidcard"] != "" && (company || v["idtype"] == "SFZ") && !idCard.MatchString(v["contactidcard"]), "contactidcard", "realname.rule.idcard")
	wrong(!spaceless(v["contactidcard"]), "contactidcard", "contacts.rule.nospace")
	wrong(company && f.Pictures[PartOwner] == 0, PartOwner, "realname.rule.picture")
	wrong(person && f.Pictures[PartContact] == 0, PartContact, "realname.rule.picture")
	gov := endsIn(strings.ToLower(f.Domain), []string{".gov.cn", ".gov"})
	wrong(gov && f.Pictures[PartGov] == 0, PartGov, "realname.rule.picture")
	return problems
}

// CheckPicture says what is wrong with a picture of a part, or nil. It reads
// the head of the file only and never unfolds the picture.
func CheckPicture(part string, data []byte) []Problem {
	problem := func(key string, args ...any) []Problem {
		return []Problem{{Field: part, Key: "realname.rule." + key, Args: args}}
	}
	if !bytes.HasPrefix(data, []byte{0xff, 0xd8, 0xff}) {
		return problem("jpeg")
	}
	if len(data) < PictureMin || len(data) > PictureMax {
		return problem("size", "KB", len(data)>>10)
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return problem("jpeg")
	}
	if c.Width < 1 || c.Height < 1 || c.Width*c.Height > PicturePixels {
		return problem("pixels")
	}
	return nil
}
