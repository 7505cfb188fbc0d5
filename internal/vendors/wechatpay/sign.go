package wechatpay

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tangelo/internal/vendors/endpoint"
)

// What is wrong with the keys of a Config.
var (
	ErrPrivateKey  = errors.New("the merchant's private key cannot be read: an RSA key of 2048 bits or more in PEM is wanted")
	ErrAPIKey      = errors.New("the API v3 key must have 32 characters")
	ErrPlatformKey = errors.New("the public key of WeChat Pay cannot be read: a public key with its id, or a certificate, in PEM is wanted")
)

var errSigning = errors.New("the request cannot be signed")

// shortest is the length of keys that the signature asks for, in bits.
const shortest = 2048

// PlatformKey is one way to know WeChat Pay: its public key in PEM with the id that it was given
// out under (PUB_KEY_ID_…), or a platform certificate in PEM, which carries its own number.
type PlatformKey struct{ ID, PEM string }

func (k PlatformKey) read() (id string, key *rsa.PublicKey, err error) {
	block, _ := pem.Decode([]byte(k.PEM))
	if block == nil {
		return "", nil, ErrPlatformKey
	}
	var parsed any
	id = strings.TrimSpace(k.ID)
	if block.Type == "CERTIFICATE" {
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return "", nil, ErrPlatformKey
		}
		id, parsed = strings.ToUpper(hex.EncodeToString(certificate.SerialNumber.Bytes())), certificate.PublicKey
	} else if parsed, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
		return "", nil, ErrPlatformKey
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < shortest || id == "" {
		return "", nil, ErrPlatformKey
	}
	return id, key, nil
}

func privateKey(text endpoint.Secret) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text.Reveal()))
	if block == nil {
		return nil, ErrPrivateKey
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, ErrPrivateKey // the parser's words may hold bytes of the key
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok || key.N.BitLen() < shortest {
		return nil, ErrPrivateKey
	}
	return key, nil
}

const scheme = "WECHATPAY2-SHA256-RSA2048"

// authorize is the header that proves a request to be the merchant's.
func (p protocol) authorize(method, target, body string) (string, error) {
	at, nonce := strconv.FormatInt(p.now().Unix(), 10), rand.Text()
	sum := sha256.Sum256([]byte(strings.Join([]string{method, target, at, nonce, body, ""}, "\n")))
	sign, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		return "", errSigning
	}
	return fmt.Sprintf(`%s mchid="%s",nonce_str="%s",timestamp="%s",serial_no="%s",signature="%s"`,
		scheme, p.mchID, nonce, at, p.serial, base64.StdEncoding.EncodeToString(sign)), nil
}

// tolerance is how old, or how much ahead of our clock, a signature may be.
const tolerance = 5 * time.Minute

var errNotSigned = errors.New("not signed by WeChat Pay")

// verify tells whether WeChat Pay signed a body, and lately.
func (p protocol) verify(header http.Header, body []byte) error {
	key := p.platform[header.Get("Wechatpay-Serial")]
	seconds, err := strconv.ParseInt(header.Get("Wechatpay-Timestamp"), 10, 64)
	if key == nil || err != nil || p.now().Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return errNotSigned
	}
	text := header.Get("Wechatpay-Signature")
	sign, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") {
		return errNotSigned
	}
	nonce := header.Get("Wechatpay-Nonce")
	if nonce == "" || strings.Contains(nonce, "\n") {
		return errNotSigned
	}
	sum := sha256.Sum256([]byte(header.Get("Wechatpay-Timestamp") + "\n" + nonce + "\n" + string(body) + "\n"))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], sign) != nil {
		return errNotSigned
	}
	return nil
}
