package dnspod

import (
	"context"

	"tangelo/internal/vendors/endpoint"
)

// accountCalls are "获取 API 版本号" and "账户相关". The service withdrew the changes of an
// account in 2019: expect -7 or -99 from them.
var accountCalls = []endpoint.Any{
	infoVersion,
	userDetail,
	userModify,
	userModifyPassword,
	userModifyEmail,
	userTelephoneVerifyCode,
	userLog,
}

var infoVersion = endpoint.Endpoint[NoParams, Answer]{
	Name: "dnspod.info.version", Path: "/Info.Version",
	Title:  endpoint.Words{Zh: "获取 API 版本号", En: "Get the API version"},
	Effect: endpoint.Read, Doc: "获取 API 版本号",
}

// NoParams is the request of a call without parameters of its own.
type NoParams struct{}

// Version proves the credentials and returns the API's version.
func (c *Client) Version(ctx context.Context) (string, error) {
	answer, err := infoVersion.Call(ctx, c.line, NoParams{})
	return answer.Status.Message, err
}

var userDetail = endpoint.Endpoint[NoParams, UserDetailResponse]{
	Name: "dnspod.user.detail", Path: "/User.Detail",
	Title:  endpoint.Words{Zh: "获取账户信息", En: "Get account details"},
	Effect: endpoint.Read, Doc: "账户相关 获取账户信息",
}

// UserDetailResponse is the account. The agent part exists for agents only.
type UserDetailResponse struct {
	Answer
	Info UserInfo `answer:"info"`
}

// UserInfo holds the two parts of an account.
type UserInfo struct {
	User  User  `answer:"user"`
	Agent Agent `answer:"agent"`
}

// User is the person of an account.
type User struct {
	ID                string `answer:"id"`
	Email             string `answer:"email"`
	Status            string `answer:"status"`
	EmailVerified     bool   `answer:"email_verified"`
	TelephoneVerified bool   `answer:"telephone_verified"`
	AgentPending      bool   `answer:"agent_pending"`
	RealName          string `answer:"real_name"`
	UserType          string `answer:"user_type"` // "personal" or an enterprise
	Telephone         string `answer:"telephone"`
	IM                string `answer:"im"`
	Nick              string `answer:"nick"`
	Balance           string `answer:"balance"` // unit not documented
	SMSBalance        string `answer:"smsbalance"`
}

// Agent is the agent's part of an account.
type Agent struct {
	UserID   string `answer:"user_id"`
	Discount string `answer:"discount"`
	Points   string `answer:"points"`
	Users    string `answer:"users"`
}

// UserDetail reads the account.
func (c *Client) UserDetail(ctx context.Context) (UserDetailResponse, error) {
	return userDetail.Call(ctx, c.line, NoParams{})
}

var userModify = endpoint.Endpoint[UserModifyRequest, Answer]{
	Name: "dnspod.user.modify", Path: "/User.Modify",
	Title:  endpoint.Words{Zh: "修改资料", En: "Change account details"},
	Effect: endpoint.Set, Doc: "账户相关 修改资料",
	Errors: endpoint.Codes{
		"8": endpoint.Invalid.Means("手机号码不正确", "wrong mobile number", "telephone"),
		"9": endpoint.Invalid.Means("用户 qq 不正确", "wrong QQ number", "im"),
	},
}

// UserModifyRequest is what an account says of its person. Whether a field may be left out
// is not documented, so all are sent. RealName is the company's for an enterprise.
type UserModifyRequest struct {
	RealName  string `param:"real_name" rule:"required,pattern=line" zh:"真实姓名或公司名称" en:"Real name or company"`
	Nick      string `param:"nick" rule:"required,pattern=line" zh:"用户称呼" en:"Form of address"`
	Telephone string `param:"telephone" rule:"required,pattern=mobile" zh:"手机号码" en:"Mobile number"`
	IM        string `param:"im" rule:"required,pattern=digits" zh:"QQ 号码" en:"QQ number"`
}

// UserModify writes the details whatever they are now; UserChange compares first.
func (c *Client) UserModify(ctx context.Context, req UserModifyRequest) error {
	return done(userModify.Call(ctx, c.line, req))
}

var userModifyPassword = endpoint.Endpoint[UserModifyPasswordRequest, Answer]{
	Name: "dnspod.user.modify_password", Path: "/Userpasswd.Modify",
	Title:  endpoint.Words{Zh: "修改密码", En: "Change the account password"},
	Effect: endpoint.Set, Doc: "账户相关 修改密码",
	Errors: endpoint.Codes{
		"8": endpoint.Invalid.Means("旧密码错误", "wrong old password", "old_password"),
		"9": endpoint.Invalid.Means("新密码错误", "wrong new password", "new_password"),
	},
}

// UserModifyPasswordRequest changes the password; what a good one is is not documented.
type UserModifyPasswordRequest struct {
	OldPassword endpoint.Secret `param:"old_password" rule:"required" zh:"旧密码" en:"Old password"`
	NewPassword endpoint.Secret `param:"new_password" rule:"required" zh:"新密码" en:"New password"`
}

// UserModifyPassword changes the password and goes on with the new one. A caller that stores
// the password must store the new one before its next client.
func (c *Client) UserModifyPassword(ctx context.Context, req UserModifyPasswordRequest) error {
	err := done(userModifyPassword.Call(ctx, c.line, req))
	if err == nil {
		c.protocol.relogin("", req.NewPassword)
	}
	return err
}

var userModifyEmail = endpoint.Endpoint[UserModifyEmailRequest, Answer]{
	Name: "dnspod.user.modify_email", Path: "/Useremail.Modify",
	Title:  endpoint.Words{Zh: "修改邮箱", En: "Change the account e-mail"},
	Effect: endpoint.Set, Doc: "账户相关 修改邮箱",
	Errors: endpoint.Codes{
		"8":  endpoint.Invalid.Means("旧邮箱错误", "wrong old e-mail", "old_email"),
		"9":  endpoint.Invalid.Means("新邮箱错误", "wrong new e-mail", "new_email"),
		"10": endpoint.Invalid.Means("当前密码错误", "wrong current password", "password"),
	},
}

// UserModifyEmailRequest changes the e-mail that an account logs in with.
type UserModifyEmailRequest struct {
	OldEmail string          `param:"old_email" rule:"required,pattern=email" zh:"旧邮箱" en:"Old e-mail"`
	NewEmail string          `param:"new_email" rule:"required,pattern=email" zh:"新邮箱" en:"New e-mail"`
	Password endpoint.Secret `param:"password" rule:"required" zh:"当前密码" en:"Current password"`
}

// UserModifyEmail changes the e-mail and goes on with the new one. A caller that stores it
// must store the new one before its next client.
func (c *Client) UserModifyEmail(ctx context.Context, req UserModifyEmailRequest) error {
	err := done(userModifyEmail.Call(ctx, c.line, req))
	if err == nil {
		c.protocol.relogin(req.NewEmail, "")
	}
	return err
}

var userTelephoneVerifyCode = endpoint.Endpoint[TelephoneRequest, TelephoneCodeResponse]{
	Name: "dnspod.user.telephone_verify_code", Path: "/Telephoneverify.Code",
	Title:  endpoint.Words{Zh: "获取手机验证码", En: "Get the code to verify the phone"},
	Effect: endpoint.Set, Doc: "账户相关 获取手机验证码",
	Errors: endpoint.Codes{
		"4": endpoint.AlreadyDone.Means("用户已经通过手机验证", "phone already verified"),
		"5": endpoint.Invalid.Means("手机号码非法", "illegal mobile number", "telephone"),
	},
}

// TelephoneRequest names a phone to verify.
type TelephoneRequest struct {
	Telephone string `param:"telephone" rule:"required,pattern=mobile" zh:"手机号码" en:"Mobile number"`
}

// TelephoneCodeResponse is what the person has to send by SMS from that phone.
type TelephoneCodeResponse struct {
	Answer
	User TelephoneCode `answer:"user,required"`
}

// TelephoneCode is the code, and the vendor's words that name it and the number to send it
// to. Show the words as they came: the number in the document is damaged.
type TelephoneCode struct {
	Code         endpoint.Secret `answer:"verify_code,required"`
	Instructions endpoint.Secret `answer:"verify_desc"`
}

// UserTelephoneVerifyCode makes a new code. The vendor sends nothing by itself.
func (c *Client) UserTelephoneVerifyCode(ctx context.Context, req TelephoneRequest) (TelephoneCode, error) {
	answer, err := userTelephoneVerifyCode.Call(ctx, c.line, req)
	return answer.User, err
}

var userLog = endpoint.Endpoint[NoParams, LogResponse]{
	Name: "dnspod.user.log", Path: "/User.Log",
	Title:  endpoint.Words{Zh: "获取用户日志", En: "Get the account log"},
	Effect: endpoint.Read, Doc: "账户相关 获取用户日志",
}

// LogResponse holds lines of text, the newest first.
type LogResponse struct {
	Answer
	Lines []string `answer:"log"`
}

// UserLog reads the last changes of the account; there are no pages.
func (c *Client) UserLog(ctx context.Context) (LogResponse, error) {
	return userLog.Call(ctx, c.line, NoParams{})
}
