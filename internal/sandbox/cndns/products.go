package cndns

import (
	"reflect"
	"time"
)

// Products are an account's things by management name, in one map per product of
// the document.
type Products struct {
	VirtualHosts map[string]*VirtualHost `json:"virtual_hosts"`
	Databases    map[string]*Database    `json:"databases"`
	Mails        map[string]*Mail        `json:"mails"`
	Sites        map[string]*Site        `json:"sites"`
	EDMs         map[string]*EDM         `json:"edms"`
	SMSs         map[string]*SMS         `json:"smss"`
	Qituibaos    map[string]*Qituibao    `json:"qituibaos"`
	Soukeyis     map[string]*Soukeyi     `json:"soukeyis"`
	CDNs         map[string]*CDN         `json:"cdns"`
	Shields      map[string]*Shield      `json:"shields"`
	Machines     map[string]*Machine     `json:"machines"` // of Baidu and Aliyun
	Tickets      map[string]*Ticket      `json:"tickets"`

	SoukeyiSold bool `json:"soukeyi_sold"` // see SellSoukeyi
}

// fill makes the maps that are not there.
func (p *Products) fill() {
	v := reflect.ValueOf(p).Elem()
	for i := range v.NumField() {
		if m := v.Field(i); m.Kind() == reflect.Map && m.IsNil() {
			m.Set(reflect.MakeMap(m.Type()))
		}
	}
}

// Order is what everything that is bought for a time has in common.
type Order struct {
	Name       string    `json:"name"`  // management name
	State      string    `json:"state"` // as the product's detail prints it
	Registered time.Time `json:"registered"`
	Expires    time.Time `json:"expires"`
}

// begin is an order of so many months from now.
func (r *request) begin(name, state string, months int) Order {
	return Order{Name: name, State: state, Registered: r.now, Expires: r.now.AddDate(0, months, 0)}
}

// extend renews an order by so many months, from its end or from now when it is over.
func (o *Order) extend(now time.Time, months int) {
	from := o.Expires
	if from.Before(now) {
		from = now
	}
	o.Expires = from.AddDate(0, months, 0)
}

// over tells whether the time that was paid for is over.
func (o *Order) over(now time.Time) bool { return now.After(o.Expires) }

// monthsLeft are the months still paid for, begun ones counted, 1 at least: an
// upgrade pays the difference for them.
func (o *Order) monthsLeft(now time.Time) int64 {
	return max(int64((o.Expires.Sub(now)+month-1)/month), 1)
}
