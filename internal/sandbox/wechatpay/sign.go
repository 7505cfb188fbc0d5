package wechatpay

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// Account is one merchant. In earnest WeChat Pay knows only the certificate of the merchant's
// key, and the merchant only the public half of WeChat Pay's.
type Account struct {
	MchID, AppID string
	SerialNo     string // of the merchant's certificate
	APIv3Key     string // 32 bytes
	MerchantKey  *rsa.PrivateKey
	PlatformKey  *rsa.PrivateKey
	PublicKeyID  string // the name of the platform's public key
	Certificate  []byte // of the platform, DER: the older way to know its key
}

// PrivateKeyPEM is the merchant's key as apiclient_key.pem holds it.
func (a Account) PrivateKeyPEM() string { return privatePEM(a.MerchantKey) }

// PublicKeyPEM is the platform's public key as pub_key.pem holds it.
func (a Account) PublicKeyPEM() string {
	der, err := x509.MarshalPKIXPublicKey(&a.PlatformKey.PublicKey)
	if err != nil {
		panic(err) // an RSA key always can be written
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// CertificatePEM is the platform's certificate as the downloader writes it.
func (a Account) CertificatePEM() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate}))
}

// CertificateSerial names the platform's certificate in headers.
func (a Account) CertificateSerial() string {
	certificate, err := x509.ParseCertificate(a.Certificate)
	if err != nil {
		return ""
	}
	return strings.ToUpper(hex.EncodeToString(certificate.SerialNumber.Bytes()))
}

func privatePEM(key *rsa.PrivateKey) string {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err) // an RSA key always can be written
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func parsePrivate(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, fmt.Errorf("read key: no PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("read key: it is not for RSA")
	}
	return key, nil
}

// generated is the account of every server in this process that was not restored.
var generated = sync.OnceValue(func() Account {
	platform := newKey()
	return Account{
		MchID: "1900000109", AppID: "wxd678efh567hg6787", SerialNo: strings.ToUpper(randomHex(20)), APIv3Key: randomHex(16),
		MerchantKey: newKey(), PlatformKey: platform, PublicKeyID: "PUB_KEY_ID_0119000001092026010100111100000001",
		Certificate: selfSigned(platform),
	}
})

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // never with this source
	}
	return key
}

func selfSigned(key *rsa.PrivateKey) []byte {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 159))
	if err != nil {
		panic(err) // never with this source
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Tenpay.com sandbox"},
		NotBefore: time.Unix(1_700_000_000, 0), NotAfter: time.Unix(4_000_000_000, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err) // never with a key of this length
	}
	return der
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// keyring holds the account. Keys take time to make, so they are made when first needed.
type keyring struct {
	mu   sync.Mutex
	held Account
}

// Account is the account with its keys.
func (s *Server) Account() Account {
	s.keyring.mu.Lock()
	defer s.keyring.mu.Unlock()
	if s.keyring.held.MerchantKey == nil {
		s.keyring.held = generated()
	}
	return s.keyring.held
}

func (s *Server) setAccount(a Account) {
	s.keyring.mu.Lock()
	defer s.keyring.mu.Unlock()
	s.keyring.held = a
}

// signed is all of a request that a signature covers, and its headers.
type signed struct {
	method, target, body string
	header               http.Header
}

func readSigned(r *http.Request, body []byte) signed {
	return signed{method: r.Method, target: r.URL.RequestURI(), body: string(body), header: r.Header.Clone()}
}

var authorization = regexp.MustCompile(`^WECHATPAY2-SHA256-RSA2048 (.+)$`)

var authorizationPart = regexp.MustCompile(`([a-z_]+)="([^"]*)"`)

// tolerance is how far a timestamp may be from the platform's clock.
const tolerance = 5 * time.Minute

// verify tells whether a request is the merchant's own.
func (c *call) verify() error {
	if c.signed.header.Get("User-Agent") == "" || !strings.Contains(c.signed.header.Get("Accept"), "application/json") {
		return refuse("PARAM_ERROR", "Http头缺少Accept或User-Agent")
	}
	return c.admit(c.signed)
}

func (s *Server) admit(in signed) error {
	found := authorization.FindStringSubmatch(in.header.Get("Authorization"))
	if found == nil {
		return refuse("SIGN_ERROR", "Http头Authorization值格式错误")
	}
	part := map[string]string{}
	for _, m := range authorizationPart.FindAllStringSubmatch(found[1], -1) {
		part[m[1]] = m[2]
	}
	account := s.Account()
	if part["mchid"] != account.MchID || !strings.EqualFold(part["serial_no"], account.SerialNo) || part["nonce_str"] == "" {
		return refuse("SIGN_ERROR", "商户证书序列号有误")
	}
	seconds, err := strconv.ParseInt(part["timestamp"], 10, 64)
	if err != nil || s.now().Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return refuse("SIGN_ERROR", "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
	}
	text := strings.Join([]string{in.method, in.target, part["timestamp"], part["nonce_str"], in.body}, "\n") + "\n"
	sum := sha256.Sum256([]byte(text))
	signature, err := base64.StdEncoding.DecodeString(part["signature"])
	if err != nil || rsa.VerifyPKCS1v15(&account.MerchantKey.PublicKey, crypto.SHA256, sum[:], signature) != nil {
		return refuse("SIGN_ERROR", "")
	}
	return nil
}

// sign gives an answer its signature, under the name of the key that the caller says he knows.
func (c *call) sign(answer trouble.Answer) trouble.Answer {
	account := c.Account()
	serial := account.PublicKeyID
	if strings.EqualFold(c.signed.header.Get("Wechatpay-Serial"), account.CertificateSerial()) {
		serial = account.CertificateSerial()
	}
	answer.ContentType, answer.Header = jsonType, c.signHeaders(serial, answer.Body)
	answer.Header.Set("Request-ID", randomHex(20))
	return answer
}

// signHeaders are the headers that prove a body to be the platform's.
func (s *Server) signHeaders(serial string, body []byte) http.Header {
	at, nonce := strconv.FormatInt(s.now().Unix(), 10), randomHex(16)
	sum := sha256.Sum256([]byte(at + "\n" + nonce + "\n" + string(body) + "\n"))
	signature, err := rsa.SignPKCS1v15(rand.Reader, s.Account().PlatformKey, crypto.SHA256, sum[:])
	if err != nil {
		panic(err) // never with a key of this length
	}
	header := http.Header{}
	header.Set("Wechatpay-Serial", serial)
	header.Set("Wechatpay-Timestamp", at)
	header.Set("Wechatpay-Nonce", nonce)
	header.Set("Wechatpay-Signature", base64.StdEncoding.EncodeToString(signature))
	return header
}
