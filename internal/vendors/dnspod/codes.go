package dnspod

import (
	"errors"

	"tangelo/internal/vendors/endpoint"
)

// commonCodes are the codes of any call, "共通返回", then the codes of the D token, then
// those that the service of today answers beyond the document.
var commonCodes = endpoint.Codes{
	"-1":    endpoint.Denied.Means("登录失败", "login failed"),
	"-2":    endpoint.Busy.Means("API 使用超出限制", "API usage limit exceeded"),
	"-3":    endpoint.Denied.Means("不是合法代理", "not a legal agent"),
	"-4":    endpoint.Denied.Means("不在代理名下", "not under the agent"),
	"-7":    endpoint.Denied.Means("无权使用此接口", "no right to use this API"),
	"-8":    endpoint.Denied.Means("登录失败次数过多,账号被暂时封禁", "too many failed logins, account temporarily banned"),
	"-99":   endpoint.Busy.Means("此功能暂停开放,请稍候重试", "function suspended, try again later"),
	"2":     endpoint.Failed.Means("只允许 POST 方法", "only POST is allowed"),
	"3":     endpoint.Unclear.Means("未知错误", "unknown error"),
	"6":     endpoint.Missing.Means("用户 ID 错误", "wrong user ID"),
	"7":     endpoint.Denied.Means("用户不在您名下", "user is not yours"),
	"50":    endpoint.Denied.Means("您开启了 D 令牌,需要验证码", "D token enabled: a code is needed"),
	"51":    endpoint.Denied.Means("没有开启 D 令牌", "D token not enabled"),
	"52":    endpoint.Denied.Means("验证码不正确", "wrong verification code"),
	"53":    endpoint.Denied.Means("您已经开启了 D 令牌", "D token already enabled"),
	"54":    endpoint.Denied.Means("域名所有者开启了 D 令牌,您也需要开启", "the owner uses the D token: you need one too"),
	"83":    endpoint.Denied.Means("账号已被锁定", "account locked"),
	"85":    endpoint.Denied.Means("账号禁止在此地区登录", "login from this region refused"),
	"10001": endpoint.Denied.Means("登录令牌不正确", "the login token is wrong"),
	"10002": endpoint.Denied.Means("登录令牌 ID 不正确", "the login token id is invalid"),
}

// loginWords are in the text of a -8 that is about the login.
var loginWords = []string{"登录", "登陆", "login", "Login"}

// commonWords are in the text of a code that has its common meaning and not the call's
// own: 6 and 7 are about the user whom an agent acts for.
var commonWords = map[string][]string{
	"-7": {"无权"}, "-8": loginWords, "6": {"用户 ID", "用户ID", "User ID"}, "7": {"用户不在", "User is not"},
}

// loginCodes are the codes after which no further call may be sent with the same
// credentials: 30 failed logins in five minutes bar the account for an hour.
var loginCodes = map[string]bool{
	"-1": true, "50": true, "52": true, "83": true, "85": true, "10001": true, "10002": true,
}

// Codes that many calls share.
var (
	bannedCodes = endpoint.Codes{
		"-15": endpoint.Denied.Means("域名已被封禁", "domain is banned"),
	}
	upgradeCodes = endpoint.Codes{
		"-7": endpoint.Denied.Means("企业账号的域名需要升级才能设置", "domains of enterprise accounts must be upgraded first"),
		"-8": endpoint.Denied.Means("代理名下用户的域名需要升级才能设置", "domains of users under an agent must be upgraded first"),
	}
	noDomainCodes = endpoint.Codes{
		"6": endpoint.Missing.Means("域名 ID 错误", "wrong domain ID", "domain_id"),
	}
	// readCodes are those of calls that look into a domain, editCodes of calls that work on it.
	readCodes = upgradeCodes.And(noDomainCodes)
	editCodes = bannedCodes.And(readCodes)

	// settingCodes are those of the switches of a domain.
	settingCodes = editCodes.And(endpoint.Codes{
		"7": endpoint.Conflict.Means("域名被锁定", "domain is locked"),
		"8": endpoint.Denied.Means("非域名所有者", "not the domain owner"),
	})

	noRightCodes = endpoint.Codes{
		"7": endpoint.Denied.Means("不是域名所有者或没有权限", "not the domain owner or no right"),
	}
	noRecordCodes = endpoint.Codes{
		"8": endpoint.Missing.Means("记录 ID 错误", "wrong record ID", "record_id"),
	}
	// lockedCodes are listed for records only, and expected where the document does not say
	// what a locked domain answers.
	lockedCodes = endpoint.Codes{
		"21": endpoint.Conflict.Means("域名被锁定", "domain is locked"),
	}
	// recordCodes are those of calls that work on one record, changeCodes of those that change it.
	recordCodes = editCodes.And(noRightCodes).And(noRecordCodes)
	changeCodes = recordCodes.And(lockedCodes)
)

// done drops an answer that holds a status only.
func done(_ Answer, err error) error { return err }

// emptied turns the code for "there is none" into an empty answer: the service answers it
// although every request asks it not to.
func emptied[T any](answer T, err error) func(code string) (T, error) {
	return func(code string) (T, error) {
		var e *endpoint.Error
		if errors.As(err, &e) && e.Class == endpoint.Refused && e.Code == code && e.Meaning.Kind == endpoint.Missing {
			return answer, nil
		}
		return answer, err
	}
}
