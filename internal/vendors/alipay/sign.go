package alipay

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"net/url"
	"slices"
	"strings"

	"tangelo/internal/vendors/endpoint"
)

// What is wrong with the keys of a Config.
var (
	ErrPrivateKey = errors.New("the application's private key cannot be read: an RSA key of 2048 bits or more is wanted")
	ErrPublicKey  = errors.New("the public key of Alipay cannot be read: an RSA key of 2048 bits or more is wanted")
)

var errSigning = errors.New("the request cannot be signed")

// shortest is the length of key that RSA2 asks for, in bits.
const shortest = 2048

// der is what a key's text holds, with or without the lines of PEM around it.
func der(text string) []byte {
	if block, _ := pem.Decode([]byte(text)); block != nil {
		return block.Bytes
	}
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil
	}
	return raw
}

// privateKey reads PKCS #8, or the older PKCS #1.
func privateKey(text endpoint.Secret) (*rsa.PrivateKey, error) {
	raw := der(text.Reveal())
	if parsed, err := x509.ParsePKCS8PrivateKey(raw); err == nil {
		if key, ok := parsed.(*rsa.PrivateKey); ok && key.N.BitLen() >= shortest {
			return key, nil
		}
		return nil, ErrPrivateKey
	}
	key, err := x509.ParsePKCS1PrivateKey(raw)
	if err != nil || key.N.BitLen() < shortest {
		return nil, ErrPrivateKey // the parser's words may hold bytes of the key
	}
	return key, nil
}

func publicKey(text string) (*rsa.PublicKey, error) {
	parsed, err := x509.ParsePKIXPublicKey(der(text))
	if err != nil {
		return nil, ErrPublicKey
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < shortest {
		return nil, ErrPublicKey
	}
	return key, nil
}

// signedText is what the signature of a request covers: all parameters that are given, as they
// are before any encoding, sorted by name.
func signedText(form url.Values, without ...string) string {
	names := make([]string, 0, len(form))
	for name := range form {
		if !slices.Contains(without, name) && form.Get(name) != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for i, name := range names {
		names[i] = name + "=" + form.Get(name)
	}
	return strings.Join(names, "&")
}

func (p protocol) sign(text string) (string, error) {
	sum := sha256.Sum256([]byte(text))
	sign, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		return "", errSigning
	}
	return base64.StdEncoding.EncodeToString(sign), nil
}

// verify tells whether Alipay signed a text.
func (p protocol) verify(text, sign string) bool {
	raw, err := base64.StdEncoding.Strict().DecodeString(sign)
	sum := sha256.Sum256([]byte(text))
	return err == nil && !strings.ContainsAny(sign, "\r\n") && rsa.VerifyPKCS1v15(p.theirs, crypto.SHA256, sum[:], raw) == nil
}
