import { STATUS_CODES, type ServerResponse } from 'node:http';

/**
 * An answer of the load balancer itself: bare HTML with the status, as the real one gives. Only for who still waits for one.
 * @param headers added to the answer
 */
export function answerItself(response: ServerResponse, status: number, headers: Readonly<Record<string, string | string[]>> = {}): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  response.writeHead(status, { 'content-type': 'text/html', ...headers });
  response.end(`<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`);
}
