package handlers

func (s *Server) cloudRoutes() []Route {
	return nil
}
