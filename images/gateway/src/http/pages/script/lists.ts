/** A list of runs is looked at again while a run of it goes on. Also what both it and a run's page need to ask. */
export const PORTAL_LISTS = String.raw`
// A session that has ended is answered with the way to the login, which is another origin.
function ask(address, accept) {
  return fetch(address, {
    headers: { accept: accept }, redirect: 'manual', cache: 'no-store', credentials: 'same-origin', signal: AbortSignal.timeout(20000),
  }).then(function (answer) {
    if (answer.type === 'opaqueredirect' || answer.status === 401) throw Object.assign(new Error('ended'), { ended: true });
    if (!answer.ok) throw Object.assign(new Error('refused'), { status: answer.status, wait: Number(answer.headers.get('retry-after')) || 0 });
    var date = Date.parse(answer.headers.get('date'));
    // It tells seconds only: what is less is noise.
    if (date && Math.abs(date - Date.now() - ahead) > 2000) ahead = date - Date.now();
    return answer;
  });
}

// Waits less while it is looked at, more while it is hidden or what it asks fails.
function again(work, seconds) {
  var timer = setTimeout(run, (document.hidden ? Math.max(seconds, 15) : seconds) * 1000);
  function run() {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', shown);
    work();
  }
  function shown() {
    if (!document.hidden) run();
  }
  document.addEventListener('visibilitychange', shown);
}

function refreshList(failures) {
  var list = document.getElementById('runs');
  if (!list || !list.dataset.refresh) return;
  again(function () {
    ask(list.dataset.refresh, 'text/html').then(function (answer) { return answer.text(); }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('runs');
      if (!fresh) return;
      var focus = list.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
      list.replaceWith(fresh);
      tellTimes();
      if (focus) fresh.querySelectorAll('a').forEach(function (link) { if (link.getAttribute('href') === focus) link.focus(); });
      refreshList(0);
    }).catch(function (error) {
      if (!error.ended && failures < 20) refreshList(failures + 1);
    });
  }, 5 + 5 * failures);
}
if (typeof document !== 'undefined') refreshList(0);
`;
