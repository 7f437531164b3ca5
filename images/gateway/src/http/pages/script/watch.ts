/** A run's page follows the run: state, tasks and log, until it has ended. */
export const PORTAL_WATCH = String.raw`
var EVERY = 2, LONGEST_WAIT = 30, LINES = 5000, LOOKS_AFTER_END = 4;

function watch(root) {
  var log = document.getElementById('log'), note = document.getElementById('log-note');
  var notice = document.getElementById('notice'), announce = document.getElementById('announce');
  var seen = {}, state = root.dataset.state, next = root.dataset.next, failures = 0, after = 0;
  log.scrollTop = log.scrollHeight;
  // A log comes in after its run has ended, too: also what ended just before this page was made.
  look();

  function look() {
    ask(root.dataset.watch + (next ? '?next=' + encodeURIComponent(next) : ''), 'application/json').then(function (answer) { return answer.json(); }).then(function (now) {
      failures = 0;
      tell('');
      Object.keys(now.parts).forEach(function (name) { put(name, now.parts[name]); });
      add(now.lines);
      if (now.next !== undefined) next = now.next;
      if (now.state !== state) {
        state = now.state;
        announce.textContent = 'Run: ' + now.word;
        document.title = now.word + ': ' + root.dataset.title;
      }
      tellTimes();
      after = now.ended && now.lines.length === 0 ? after + 1 : 0;
      if (after < LOOKS_AFTER_END) again(look, now.more ? 0.2 : EVERY);
    }).catch(failed);
  }

  function failed(error) {
    if (error.ended) return tell('Your session has ended. What you see here is no longer kept up to date.', 'Sign in again');
    if (error.status === 404 || error.status === 400 || error.status === 403) return tell('This run is no longer shown here.', 'Load the page again');
    failures += 1;
    if (failures > 1) tell('The service does not answer at present: what you see may be out of date.');
    again(look, Math.max(error.wait || 0, Math.min(LONGEST_WAIT, EVERY * Math.pow(2, failures))));
  }

  function tell(text, way) {
    if (notice.dataset.text === text) return;
    notice.dataset.text = text;
    notice.textContent = text;
    notice.hidden = text === '';
    if (!way) return;
    var link = document.createElement('a');
    link.href = location.pathname;
    link.textContent = way;
    notice.append(' ', link);
  }

  // Markup of the gateway, in which all text is escaped already; the page's policy lets nothing in it run.
  function put(name, markup) {
    // How long it has taken so far is told by the clock here.
    var lasting = markup.replace(/(data-since="[^"]*">)[^<]*/g, '$1');
    if (seen[name] === lasting) return;
    seen[name] = lasting;
    var part = document.getElementById('part-' + name);
    var key = part.contains(document.activeElement) ? keyOf(document.activeElement) : null;
    var open = part.querySelector('details[open]') !== null;
    var scrolled = [].map.call(part.querySelectorAll('.picture, .scroll'), function (element) { return [element.scrollLeft, element.scrollTop]; });
    part.innerHTML = markup;
    if (open && part.querySelector('details')) part.querySelector('details').open = true;
    part.querySelectorAll('.picture, .scroll').forEach(function (element, index) {
      if (scrolled[index]) { element.scrollLeft = scrolled[index][0]; element.scrollTop = scrolled[index][1]; }
    });
    if (key) focus(part, key);
  }

  function keyOf(element) {
    return element.dataset.key || element.getAttribute('href') || element.className || element.tagName;
  }

  // What had the focus and is gone leaves it to its part, so that the way on by keyboard begins there.
  function focus(part, key) {
    var same = [].find.call(part.querySelectorAll('a, button, summary, [tabindex]'), function (element) { return keyOf(element) === key; });
    if (!same) {
      part.tabIndex = -1;
      same = part;
    }
    same.focus({ preventScroll: true });
  }

  // Text only. It follows its end, unless somebody reads further up.
  function add(lines) {
    if (lines.length === 0) return;
    if (note) note.textContent = '';
    var atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 30;
    var fresh = document.createDocumentFragment();
    lines.slice(-LINES).forEach(function (line) {
      var row = document.createElement('span'), time = document.createElement('time');
      time.dateTime = line.time;
      time.textContent = line.time.slice(11, 19);
      row.append(time, ' ' + line.message + '\n');
      fresh.append(row);
    });
    log.append(fresh);
    while (log.childElementCount > LINES) log.firstElementChild.remove();
    if (atEnd) log.scrollTop = log.scrollHeight;
  }
}
if (typeof document !== 'undefined' && document.getElementById('watch')) watch(document.getElementById('watch'));
`;
