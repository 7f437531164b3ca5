/** Moments say how long ago they were; what goes on counts on. */
export const PORTAL_TIMES = String.raw`
function inWords(milliseconds) {
  var seconds = Math.max(0, Math.floor(milliseconds / 1000));
  var days = Math.floor(seconds / 86400), hours = Math.floor(seconds / 3600) % 24, minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return days + ' d ' + hours + ' h';
  if (hours > 0) return hours + ' h ' + minutes + ' min';
  return minutes > 0 ? minutes + ' min ' + seconds % 60 + ' s' : seconds + ' s';
}

function ago(milliseconds) {
  var minutes = Math.floor(milliseconds / 60000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return minutes === 1 ? 'a minute ago' : minutes + ' minutes ago';
  var hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? 'an hour ago' : hours + ' hours ago';
  var days = Math.floor(hours / 24);
  return days === 1 ? 'a day ago' : days + ' days ago';
}

var WEEK = 7 * 86400000;

// The server's clock, as far as it is known: a browser's own may be minutes off.
var ahead = 0;

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tellTimes() {
  var now = Date.now() + ahead;
  document.querySelectorAll('time[data-ago]').forEach(function (element) {
    var past = now - Date.parse(element.dateTime);
    if (!element.title) element.title = element.textContent;
    say(element, past >= 0 && past < WEEK ? ago(past) : element.title);
  });
  document.querySelectorAll('[data-ago-of]').forEach(function (element) {
    var past = now - Date.parse(element.dataset.agoOf);
    say(element, past >= 0 && past < WEEK ? '(' + ago(past) + ')' : '');
  });
  document.querySelectorAll('[data-since]').forEach(function (element) {
    say(element, inWords(now - Date.parse(element.dataset.since)));
  });
}
if (typeof document !== 'undefined') {
  tellTimes();
  setInterval(tellTimes, 1000);
  var errors = document.getElementById('errors');
  if (errors) errors.focus();
}
`;
