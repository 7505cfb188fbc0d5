package handlers

func (s *Server) platformRoutes() []Route {
	return nil
}
