package cndns

import (
	"net/netip"
	"slices"
	"strings"
)

const mostCDNDomains = 20

// fullName tells whether a text is a domain name of two labels at least.
func fullName(name string) bool {
	label, ending, found := strings.Cut(name, ".")
	return found && len(name) <= 253 && labelForm.MatchString(label) && domainEnding(ending)
}

// cdnDomain finds a domain of a product by the parameter dme.
func (r *request) cdnDomain(product *CDN) (int, error) {
	name := strings.ToLower(r.get("dme"))
	at := product.domain(name)
	return at, objections(
		objection{name == "", "域名不能为空"},
		objection{at < 0, "域名不在该产品下"},
	)
}

func (c *CDN) domain(name string) int {
	return slices.IndexFunc(c.Domains, func(d CDNDomain) bool { return d.Name == name })
}

// boundCDN finds product and domain of a call that needs both.
func (r *request) boundCDN() (*CDN, *CDNDomain, error) {
	product, err := r.cdn()
	if err != nil {
		return nil, nil, err
	}
	at, err := r.cdnDomain(product)
	if err != nil {
		return nil, nil, err
	}
	return product, &product.Domains[at], nil
}

// origins reads mastAddress, addresses or names parted by bars, and the host header.
func (r *request) origins(domain string) (list []string, host string, err error) {
	host = strings.ToLower(r.get("host"))
	wrong := false
	for part := range strings.SplitSeq(r.get("mastaddress"), "|") {
		part = strings.ToLower(strings.TrimSpace(part))
		address, err := netip.ParseAddr(part)
		wrong = wrong || part == domain || err == nil && !address.Is4() || err != nil && !fullName(part)
		list = append(list, part)
	}
	return list, host, objections(
		objection{r.get("mastaddress") == "", "源站地址不能为空"},
		objection{wrong, "源站地址错误,必须为 IP 或者域名"},
		objection{host != "" && !fullName(host), "回源 Host 错误"},
	)
}

// addCDNDomain adds a domain that is in no other product. Names that begin with "noicp"
// have no ICP number.
func addCDNDomain(r *request) (any, error) {
	product, err := r.usableCDN()
	if err != nil {
		return nil, err
	}
	name := strings.ToLower(r.get("dme"))
	if err := objections(
		objection{name == "", "域名不能为空"},
		objection{!fullName(name), "域名格式错误"},
		objection{r.server.hasProduct(func(p *Products) bool { return p.accelerates(name) }), "域名已添加"},
		objection{strings.HasPrefix(name, "noicp"), "域名未备案"},
		objection{len(product.Domains) >= mostCDNDomains, "域名数量超出限制"},
	); err != nil {
		return nil, err
	}
	origins, host, err := r.origins(name)
	if err != nil {
		return nil, err
	}
	product.Domains = append(product.Domains, CDNDomain{Name: name, Host: host, Origins: origins, Added: r.now})
	return "添加域名成功", nil
}

func (p *Products) accelerates(name string) bool {
	for _, product := range p.CDNs {
		if product.domain(name) >= 0 {
			return true
		}
	}
	return false
}

func removeCDNDomain(r *request) (any, error) {
	product, _, err := r.boundCDN()
	if err != nil {
		return nil, err
	}
	at := product.domain(strings.ToLower(r.get("dme")))
	product.Domains = slices.Delete(product.Domains, at, at+1)
	return "删除域名成功", nil
}

func setCDNOrigin(r *request) (any, error) {
	product, err := r.usableCDN()
	if err != nil {
		return nil, err
	}
	at, err := r.cdnDomain(product)
	if err != nil {
		return nil, err
	}
	origins, host, err := r.origins(product.Domains[at].Name)
	if err != nil {
		return nil, err
	}
	product.Domains[at].Origins, product.Domains[at].Host = origins, host
	return "修改域名成功", nil
}

// listCDNDomains answers columns of its own: the document describes none.
func listCDNDomains(r *request) (any, error) {
	product, err := r.cdn()
	if err != nil {
		return nil, err
	}
	only := strings.ToLower(r.get("dme"))
	state := "RUNNING"
	if product.shown(r.now) != OrderRunning {
		state = "STOPPED"
	}
	list := []row{}
	for _, d := range product.Domains {
		if only == "" || only == d.Name {
			list = append(list, row{
				{"dme", d.Name},
				{"cname", d.Name + ".a.bdydns.com"},
				{"host", d.Host},
				{"mastAddress", strings.Join(d.Origins, "|")},
				{"status", state},
				{"addtme", dotNet(d.Added)},
			})
		}
	}
	return list, nil
}
