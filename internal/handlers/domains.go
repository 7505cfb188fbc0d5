package handlers

func (s *Server) domainsRoutes() []Route {
	return nil
}
