package dnspod

const apiVersion = "4.6"

var infoEndpoints = []endpoint{
	{name: "dnspod.info.version", path: "Info.Version", reads: true, handle: (*call).version},
}

var userEndpoints = []endpoint{
	{name: "dnspod.user.detail", path: "User.Detail", reads: true, handle: (*call).userDetail},
}

// version has its answer in the message of the status.
func (c *call) version() (object, error) { return object{}, nil }

func (c *call) userDetail() (object, error) {
	a := c.account
	return object{{"info", object{{"user", object{
		{"id", itoa(a.UserID)},
		{"email", a.Email},
		{"status", "enabled"},
		{"email_verified", "yes"},
		{"telephone_verified", "yes"},
		{"agent_pending", false},
		{"real_name", a.RealName},
		{"user_type", a.UserType},
		{"telephone", a.Telephone},
		{"im", a.IM},
		{"nick", a.Nick},
		{"balance", "0"},
		{"smsbalance", "0"},
	}}}}}, nil
}
