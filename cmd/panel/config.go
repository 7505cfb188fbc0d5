package main

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/caarlos0/env/v11"
)

// config is everything the environment can say. Each name is also read with
// _FILE added, from the file it names.
type config struct {
	Addr            string   `env:"PANEL_ADDR" envDefault:"127.0.0.1:8080"`
	Data            string   `env:"PANEL_DATA" envDefault:"data"`
	DatabaseURL     string   `env:"PANEL_DATABASE_URL"` // default: SQLite under the data folder
	DatabaseURLFile string   `env:"PANEL_DATABASE_URL_FILE,file"`
	KeyFile         string   `env:"PANEL_KEY_FILE"`        // default: key.json under the data folder
	Journal         string   `env:"PANEL_JOURNAL"`         // of intents; default: intents.jsonl under the data folder, better on another volume
	Instance        string   `env:"PANEL_INSTANCE"`        // names this process in leases; default: host name and address
	PublicURL       string   `env:"PANEL_PUBLIC_URL"`      // default: http://ADDR
	Proxies         []string `env:"PANEL_TRUSTED_PROXIES"` // CIDRs whose X-Forwarded-For is believed
	VendorHosts     []string `env:"PANEL_VENDOR_HOSTS"`    // where vendor accounts may send calls besides the documented addresses
	Workers         int      `env:"PANEL_WORKERS" envDefault:"20"`
	LogLevel        string   `env:"PANEL_LOG_LEVEL" envDefault:"info"`

	proxies []*net.IPNet
}

// readConfig reads the environment and reports every problem at once.
func readConfig(environment map[string]string) (config, error) {
	var c config
	if err := env.ParseWithOptions(&c, env.Options{Environment: environment}); err != nil {
		return c, usageError{fmt.Errorf("environment: %w", err)}
	}
	if c.DatabaseURLFile != "" {
		c.DatabaseURL = strings.TrimSpace(c.DatabaseURLFile)
	}
	return c.complete()
}

// complete fills in defaults and checks what depends on something else.
func (c config) complete() (config, error) {
	data, err := filepath.Abs(c.Data)
	if err != nil {
		return c, usageError{fmt.Errorf("PANEL_DATA: %w", err)}
	}
	c.Data = data
	c.DatabaseURL = cmp.Or(c.DatabaseURL, "sqlite://"+filepath.Join(c.Data, "panel.db"))
	c.KeyFile = cmp.Or(c.KeyFile, filepath.Join(c.Data, "key.json"))
	c.Journal = cmp.Or(c.Journal, filepath.Join(c.Data, "intents.jsonl"))
	if c.Instance == "" {
		host, err := os.Hostname()
		if err != nil {
			return c, usageError{fmt.Errorf("host name: %w; set PANEL_INSTANCE", err)}
		}
		c.Instance = host + " " + c.Addr
	}
	c.PublicURL = strings.TrimSuffix(cmp.Or(c.PublicURL, "http://"+c.Addr), "/")
	problems := []error{checkDatabaseURL(c.DatabaseURL), checkPublicURL(c.PublicURL)}
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		problems = append(problems, fmt.Errorf("PANEL_ADDR: %w", err))
	}
	for _, text := range c.Proxies {
		_, network, err := net.ParseCIDR(text)
		if err != nil {
			problems = append(problems, fmt.Errorf("PANEL_TRUSTED_PROXIES: %w", err))
			continue
		}
		c.proxies = append(c.proxies, network)
	}
	for i, text := range c.VendorHosts {
		c.VendorHosts[i] = strings.TrimSpace(text)
		problems = append(problems, checkHost(c.VendorHosts[i]))
	}
	if c.Workers < 1 || c.Workers > 200 {
		problems = append(problems, errors.New("PANEL_WORKERS must be 1 to 200"))
	}
	if err := errors.Join(problems...); err != nil {
		return c, usageError{err}
	}
	return c, nil
}

func checkDatabaseURL(text string) error {
	for _, scheme := range []string{"sqlite://", "postgres://", "postgresql://"} {
		if strings.HasPrefix(text, scheme) {
			return nil
		}
	}
	return errors.New("PANEL_DATABASE_URL must begin with sqlite:// or postgres://")
}

func checkHost(text string) error {
	u, err := url.Parse("http://" + text)
	if err != nil || u.Host != text || u.Hostname() == "" {
		return fmt.Errorf("PANEL_VENDOR_HOSTS: %q is no host or host:port", text)
	}
	return nil
}

func checkPublicURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return errors.New("PANEL_PUBLIC_URL must be an http or https address")
	}
	return nil
}
