package service

func contactJobs() map[string]jobKind { return nil }
