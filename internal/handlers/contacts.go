package handlers

func (s *Server) contactsRoutes() []Route {
	return nil
}
