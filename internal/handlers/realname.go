package handlers

func (s *Server) realnameRoutes() []Route {
	return nil
}
