package service

func vendorJobs() map[string]jobKind { return nil }
