package service

func realnameJobs() map[string]jobKind { return nil }
