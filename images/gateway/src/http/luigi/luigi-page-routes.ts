/** Where luigid's own pages are, as routes. */
export const LUIGI_PAGE_ROUTES = ['/history', '/history/*', '/tasklist', '/tasklist/*', '/metrics'] as const;
