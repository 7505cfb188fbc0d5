package cndns

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Chapter 7: gifts that come with a virtual host, and coupons. A gift is managed with the
// calls of its own product; it ends with its host and is renewed with it.
var giftCalls = []call{
	{name: "cndns.gift.open_mail", path: "/present/openmail.aspx", action: "open present mail", run: openGiftMail},
	{name: "cndns.gift.open_database", path: "/present/openssl.aspx", action: "open present mail", run: openGiftDatabase},
	{name: "cndns.gift.coupon_list", path: "/present/TicketList.aspx", action: "get ticketlist", run: listCoupons, reads: true},
}

// present is the management name and the kind of a gift, as a host's detail prints them.
type present struct{ name, kind string }

const (
	giftMail     = "EMAIL"
	giftDatabase = "DATABASE"
)

// gifts are what hangs on a host: one mail product and one database at most.
func (a *Account) gifts(host string) []present {
	var list []present
	for _, name := range slices.Sorted(maps.Keys(a.Mails)) {
		if mail := a.Mails[name]; mail.Gift && mail.Host == host {
			list = append(list, present{name, giftMail})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Databases)) {
		if database := a.Databases[name]; database.Gift && database.Host == host {
			list = append(list, present{name, giftDatabase})
		}
	}
	return list
}

// extendGifts moves the end of a host's gifts to the host's own.
func (a *Account) extendGifts(host *VirtualHost) {
	for _, mail := range a.Mails {
		if mail.Gift && mail.Host == host.Name {
			mail.Expires = host.Expires
		}
	}
	for _, database := range a.Databases {
		if database.Gift && database.Host == host.Name {
			database.Expires = host.Expires
		}
	}
}

// giver finds the host of a gift.
func (r *request) giver() (*VirtualHost, error) {
	name := strings.ToLower(r.get("hostname"))
	host, ok := r.account.VirtualHosts[name]
	if err := checks(check{name == "", "10015"}, check{!ok, "16002"}); err != nil {
		return nil, err
	}
	return host, nil
}

// openable refuses a gift that the host does not have or that was opened before, a coupon that
// cannot be used, and with failed a host whose time is over. Hosts below 200 MB have no gifts.
func (r *request) openable(host *VirtualHost, kind, failed string) error {
	opened := false
	for _, one := range r.account.gifts(host.Name) {
		opened = opened || one.kind == kind
	}
	if err := checks(
		check{host.offer().size == hostSizes[0], "16001"},
		check{opened, "16003"},
		check{host.over(r.now), failed},
	); err != nil {
		return err
	}
	_, err := r.discount()
	return err
}

// giftOrder is an order that ends with its host.
func (r *request) giftOrder(name string, host *VirtualHost) Order {
	order := r.begin(name, hostRunning, 0)
	order.Expires = host.Expires
	return order
}

var mailPasswordForm = regexp.MustCompile(`^[A-Za-z0-9]{6,8}$`)

func openGiftMail(r *request) (any, error) {
	host, err := r.giver()
	if err != nil {
		return nil, err
	}
	domain, password := strings.ToLower(r.get("maildomain")), r.raw("mailpassword")
	_, ending, known, ok := splitName(domain)
	root := known || !strings.Contains(ending, ".")
	inUse := r.server.anyAccount(func(a *Account) bool { return a.Mails[domain] != nil })
	if err := checks(
		check{!ok || !root, "15001"},
		check{inUse || strings.HasPrefix(domain, "taken"), "15002"},
		check{!mailPasswordForm.MatchString(password) || !lettersAndDigits(password), "15003"},
	); err != nil {
		return nil, err
	}
	if err := r.openable(host, giftMail, "16004"); err != nil {
		return nil, err
	}
	mail := &Mail{
		Order: r.giftOrder(domain, host), Gift: true, Host: host.Name, Domain: domain, Password: private(password),
		Boxes: []Mailbox{}, Fetches: []FetchServer{},
	}
	r.account.Mails[domain] = mail
	host.note(r.now, "开通赠品邮局", domain)
	list := mail.columns(mail.Expires)
	for i := range list {
		if list[i].name == "regtime" || list[i].name == "expiretime" {
			list[i].value = " " + stamped(map[string]time.Time{"regtime": mail.Registered, "expiretime": mail.Expires}[list[i].name])
		}
	}
	return []row{list}, nil
}

// stamped prints a time as the gifts' answers do, in Beijing time with milliseconds.
func stamped(t time.Time) string { return t.In(beijing).Format("2006-01-02 15:04:05.000") }

// openGiftDatabase opens the smallest database: dbtype 1 is MySQL, 2 is MSSQL, which Linux
// hosts do not have.
func openGiftDatabase(r *request) (any, error) {
	host, err := r.giver()
	if err != nil {
		return nil, err
	}
	name, password := strings.ToLower(r.get("dbname")), r.raw("dbpassword")
	kind := map[string]string{"1": "2", "2": "4"}[r.get("dbtype")]
	if err := checks(
		check{!databaseNameForm.MatchString(name), "14001"},
		check{r.server.databaseNameTaken(name), "14002"},
		check{!databasePasswordForm.MatchString(password), "14003"},
		check{kind == "" || kind == "4" && !windowsHost(host), "16005"},
	); err != nil {
		return nil, err
	}
	if err := r.openable(host, giftDatabase, "16005"); err != nil {
		return nil, err
	}
	place, line := databaseSite(host)
	database := &Database{
		Order: r.giftOrder(databasePrefix+name, host), Password: private(password), Gift: true, Host: host.Name,
		Kind: kind, Size: "1", Place: place, Line: line,
	}
	r.server.equipDatabase(database)
	r.account.Databases[database.Name] = database
	host.note(r.now, "开通赠品数据库", database.Name)
	return []row{append(database.access(), column{"regtime", stamped(database.Registered)}, column{"expiretime", stamped(database.Expires)})}, nil
}

// databaseSite is where a host's gift database stands.
func databaseSite(host *VirtualHost) (place, line string) {
	if host.offer().home() {
		return "cn", "dx"
	}
	return host.Place, ""
}
