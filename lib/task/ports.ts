/** The port of lighttpd that people's requests come to, by the load balancer. */
export const PEOPLE_PORT = 8443;

/** The port of lighttpd that workers' calls come to. */
export const WORKER_PORT = 8444;
