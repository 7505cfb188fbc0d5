package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
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
	PublicURL       string   `env:"PANEL_PUBLIC_URL"`      // default: http://ADDR
	Proxies         []string `env:"PANEL_TRUSTED_PROXIES"` // CIDRs whose X-Forwarded-For is believed
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
	var problems []error
	data, err := filepath.Abs(c.Data)
	if err != nil {
		problems = append(problems, fmt.Errorf("PANEL_DATA: %w", err))
	}
	c.Data = data
	if c.DatabaseURL == "" {
		c.DatabaseURL = "sqlite://" + filepath.Join(c.Data, "panel.db")
	}
	if !strings.HasPrefix(c.DatabaseURL, "sqlite://") && !strings.HasPrefix(c.DatabaseURL, "postgres://") && !strings.HasPrefix(c.DatabaseURL, "postgresql://") {
		problems = append(problems, errors.New("PANEL_DATABASE_URL must begin with sqlite:// or postgres://"))
	}
	if c.KeyFile == "" {
		c.KeyFile = filepath.Join(c.Data, "key.json")
	}
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		problems = append(problems, fmt.Errorf("PANEL_ADDR: %w", err))
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://" + c.Addr
	}
	if u, err := url.Parse(c.PublicURL); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		problems = append(problems, errors.New("PANEL_PUBLIC_URL must be an http or https address"))
	}
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	for _, text := range c.Proxies {
		_, network, err := net.ParseCIDR(text)
		if err != nil {
			problems = append(problems, fmt.Errorf("PANEL_TRUSTED_PROXIES: %w", err))
			continue
		}
		c.proxies = append(c.proxies, network)
	}
	if c.Workers < 1 || c.Workers > 200 {
		problems = append(problems, errors.New("PANEL_WORKERS must be 1 to 200"))
	}
	if len(problems) > 0 {
		return c, usageError{errors.Join(problems...)}
	}
	return c, nil
}
