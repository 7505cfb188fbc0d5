package service

import (
	"context"

	"tangelo/internal/panel"
)

func domainJobs() map[string]jobKind { return nil }

func domainContracts() map[string]contract { return nil }

func domainBindings() map[string]binding { return nil }

func readDomain(ctx context.Context, a *App, p panel.Product) (panel.Product, error) {
	return p, nil
}
