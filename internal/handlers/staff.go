package handlers

func (s *Server) staffRoutes() []Route {
	return nil
}
