package alipay

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"tangelo/internal/sandbox/trouble"
)

// Account is one application of a seller. In earnest Alipay knows only the public half of
// the application's key, and the seller only the public half of Alipay's.
type Account struct {
	AppID, SellerID string
	AppKey, OwnKey  *rsa.PrivateKey
}

// AppPrivateKey is the application's private key as Alipay's tool prints it: PKCS #8 in base64.
func (a Account) AppPrivateKey() string { return encodePrivate(a.AppKey) }

// AlipayPublicKey is Alipay's public key as its console prints it: base64.
func (a Account) AlipayPublicKey() string {
	der, err := x509.MarshalPKIXPublicKey(&a.OwnKey.PublicKey)
	if err != nil {
		panic(err) // an RSA key always can be written
	}
	return base64.StdEncoding.EncodeToString(der)
}

func encodePrivate(key *rsa.PrivateKey) string {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err) // an RSA key always can be written
	}
	return base64.StdEncoding.EncodeToString(der)
}

func decodePrivate(text string) (*rsa.PrivateKey, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("read key: it is not for RSA")
	}
	return key, nil
}

// generated is the account of every server in this process that was not restored.
var generated = sync.OnceValue(func() Account {
	return Account{AppID: "2021000100000001", SellerID: "2088100000000001", AppKey: newKey(), OwnKey: newKey()}
})

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // never with this source
	}
	return key
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
	if s.keyring.held.AppKey == nil {
		s.keyring.held = generated()
	}
	return s.keyring.held
}

func (s *Server) setAccount(a Account) {
	s.keyring.mu.Lock()
	defer s.keyring.mu.Unlock()
	s.keyring.held = a
}

// content is what a signature covers: the parameters, sorted by name, without those left out
// and without empty ones.
func content(form url.Values, without ...string) string {
	var pairs []string
	for name, values := range form {
		for _, value := range values {
			if value != "" && !slices.Contains(without, name) {
				pairs = append(pairs, name+"="+value)
			}
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

func (s *Server) signature(text string) string {
	sum := sha256.Sum256([]byte(text))
	sign, err := rsa.SignPKCS1v15(rand.Reader, s.Account().OwnKey, crypto.SHA256, sum[:])
	if err != nil {
		panic(err) // never with a key of this length
	}
	return base64.StdEncoding.EncodeToString(sign)
}

// tolerance is how far a timestamp may be from Alipay's clock.
const tolerance = 15 * time.Minute

// admit checks all that is common to the calls: who calls, the signature, the frame.
func (c *call) admit() error {
	for _, name := range []string{"app_id", "sign_type", "sign", "timestamp", "version"} {
		if c.form.Get(name) == "" {
			return refuse("isv.missing-" + missingWord(name))
		}
	}
	account := c.Account()
	if c.form.Get("app_id") != account.AppID {
		return refuse("isv.invalid-app-id")
	}
	if c.form.Get("sign_type") != "RSA2" {
		return refuse("isv.invalid-signature-type")
	}
	sign, err := base64.StdEncoding.DecodeString(c.form.Get("sign"))
	sum := sha256.Sum256([]byte(content(c.form, "sign")))
	if err != nil || rsa.VerifyPKCS1v15(&account.AppKey.PublicKey, crypto.SHA256, sum[:], sign) != nil {
		return refuse("isv.invalid-signature")
	}
	return c.frame()
}

func missingWord(name string) string {
	switch name {
	case "sign":
		return "signature"
	case "sign_type":
		return "signature-type"
	}
	return strings.ReplaceAll(name, "_", "-")
}

func (c *call) frame() error {
	at, err := time.ParseInLocation(layout, c.form.Get("timestamp"), beijing)
	if err != nil || c.now().Sub(at).Abs() > tolerance {
		return refuse("isv.invalid-timestamp")
	}
	if !strings.EqualFold(c.form.Get("charset"), "utf-8") {
		return refuse("isv.invalid-charset")
	}
	if format := c.form.Get("format"); format != "" && format != "JSON" {
		return refuse("isv.invalid-format")
	}
	decoder := json.NewDecoder(strings.NewReader(c.form.Get("biz_content")))
	decoder.UseNumber()
	if decoder.Decode(&c.biz) != nil || c.biz == nil {
		return refuse("isv.invalid-parameter")
	}
	return nil
}

// text is a parameter of the business content, "" when it is missing.
func (c *call) text(name string) string {
	switch v := c.biz[name].(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	}
	return ""
}

// refusal is a failure as Alipay tells it.
type refusal struct{ sub, text string }

func (r refusal) Error() string { return "refused with code " + r.sub }

func refuse(sub string) error { return refusal{sub: sub} }

// complete gives the documented words when a switch gave none.
func (r refusal) complete() refusal {
	if r.text == "" {
		r.text = texts[r.sub]
	}
	return r
}

// class is the code of the gateway that a sub code belongs to, with its words.
func (r refusal) class() (code, msg string) {
	switch {
	case strings.HasPrefix(r.sub, "isv.missing-"):
		return "40001", "Missing Required Arguments"
	case r.sub == "isv.insufficient-isv-permissions":
		return "40006", "Insufficient Permissions"
	case r.sub == "isv.app-call-limited":
		return "40005", "Call Limited"
	case r.sub == "isp.unknow-error":
		return "20000", "Service Currently Unavailable"
	case strings.HasPrefix(r.sub, "isv."):
		return "40002", "Invalid Arguments"
	}
	return "40004", "Business Failed"
}

var texts = map[string]string{
	"isv.missing-app-id":               "缺少APP_ID参数",
	"isv.missing-signature":            "缺少签名参数",
	"isv.missing-signature-type":       "缺少签名类型参数",
	"isv.missing-timestamp":            "缺少时间戳参数",
	"isv.missing-version":              "缺少版本参数",
	"isv.invalid-app-id":               "无效的AppID参数",
	"isv.invalid-method":               "不存在的方法名",
	"isv.invalid-signature":            "无效签名",
	"isv.invalid-signature-type":       "无效的签名类型",
	"isv.invalid-timestamp":            "时间戳参数无效",
	"isv.invalid-charset":              "字符集错误",
	"isv.invalid-format":               "无效的数据格式",
	"isv.invalid-parameter":            "参数无效",
	"isv.insufficient-isv-permissions": "权限不足",
	"isv.app-call-limited":             "应用调用次数超限",
	"isp.unknow-error":                 "系统繁忙",
	"ACQ.SYSTEM_ERROR":                 "系统错误",
	"ACQ.INVALID_PARAMETER":            "参数无效",
	"ACQ.TRADE_NOT_EXIST":              "交易不存在",
	"ACQ.TRADE_STATUS_ERROR":           "交易状态不合法",
	"ACQ.TRADE_HAS_FINISHED":           "交易已完结",
	"ACQ.TRADE_HAS_SUCCESS":            "交易已被支付",
	"ACQ.TRADE_HAS_CLOSE":              "交易已经关闭",
	"ACQ.CONTEXT_INCONSISTENT":         "交易信息被篡改",
	"ACQ.SELLER_BALANCE_NOT_ENOUGH":    "卖家余额不足",
	"ACQ.REFUND_AMT_NOT_EQUAL_TOTAL":   "退款金额与订单金额不一致",
	"ACQ.REASON_TRADE_REFUND_FEE_ERR":  "退款金额无效",
	"ACQ.REASON_TRADE_BEEN_FREEZEN":    "请求退款的交易被冻结",
	"ACQ.TRADE_NOT_ALLOW_REFUND":       "当前交易不允许退款",
	"ACQ.DISCORDANT_REPEAT_REQUEST":    "不一致的请求",
	"ACQ.REASON_TRADE_STATUS_INVALID":  "交易状态不合法",
	"ACQ.REASON_ILLEGAL_STATUS":        "交易状态异常",
	"isp.bill_not_exist":               "账单不存在",
	"isv.invalid-arguments":            "账单日期非法",
}

// failure answers with a refusal. What is wrong with the frame is told without a signature,
// and a method that does not exist under a key of its own.
func (c *call) failure(err error) trouble.Answer {
	var r refusal
	errors.As(err, &r)
	r = r.complete()
	code, msg := r.class()
	body := map[string]any{"code": code, "msg": msg, "sub_code": r.sub, "sub_msg": r.text}
	switch {
	case r.sub == "isv.invalid-method":
		return render(map[string]any{"error_response": body})
	case code == "40001" || r.sub == "isv.invalid-app-id" || r.sub == "isv.invalid-signature" || r.sub == "isv.invalid-signature-type":
		return render(map[string]any{c.key(): body})
	}
	return c.sign(body)
}

func (c *call) key() string { return strings.ReplaceAll(c.method.name, ".", "_") + "_response" }

// sign answers with a body and the signature of exactly its bytes.
func (c *call) sign(body map[string]any) trouble.Answer {
	text := encode(body)
	return render(map[string]any{c.key(): json.RawMessage(text), "sign": c.signature(string(text))})
}

// encode writes JSON in which "/" and "<" are as they are.
func encode(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // texts and maps of texts always can be written
	}
	return bytes.TrimSpace(out.Bytes())
}

func render(value any) trouble.Answer {
	return trouble.Answer{Status: http.StatusOK, ContentType: "text/html;charset=utf-8", Body: encode(value)}
}
