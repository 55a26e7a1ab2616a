// What was asked of the server: every token request as it came over the wire with its reply, and
// every API call. Also the faults a test has ordered for the next token requests.

// Of a body no more is kept than this many bytes.
const KEPT = 64 * 1024;

export function createLedger() {
  const tokenCalls = [];
  const apiCalls = [];
  const faults = [];
  let held = [];
  let watchers = [];

  return {
    tokenCalls,
    apiCalls,

    /** A fault is used `times` times: {kind: 'reply'|'lose'|'hold', times, status, headers, body}. */
    addFault(fault) {
      faults.push({ ...fault });
    },

    /** Lets the held token requests go on. Answers how many there were. */
    release() {
      const waiting = held;
      held = [];
      waiting.forEach((goOn) => goOn());
      return waiting.length;
    },

    get heldCount() {
      return held.length;
    },

    /** Resolves when at least so many token requests are held. */
    heldAtLeast(count) {
      return new Promise((resolve) => {
        watchers.push({ count, resolve });
        tellWatchers();
      });
    },

    async tokenCall(request, response, answer) {
      const call = record(request, response);
      tokenCalls.push(call);
      const fault = nextFault(faults);
      switch (fault?.kind) {
        case 'reply':
          request.resume();
          response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? '');
          return;
        case 'lose':
          // The server does its work, and the reply never arrives.
          response.end = () => request.socket.destroy();
          break;
        case 'hold':
          await new Promise((goOn) => {
            held.push(goOn);
            tellWatchers();
          });
          break;
        default:
      }
      answer(request, response);
    },

    apiCall(request, response) {
      apiCalls.push(record(request, response));
    },
  };

  function tellWatchers() {
    watchers = watchers.filter(({ count, resolve }) => {
      if (held.length < count) return true;
      resolve();
      return false;
    });
  }
}

/** The parameters of a token request, wherever they were: in the form, the JSON or the query. */
export function parameters(call) {
  const type = call.headers['content-type'] ?? '';
  let body = {};
  if (type.includes('json')) {
    try {
      body = JSON.parse(call.body);
    } catch {
      body = {};
    }
  } else {
    body = Object.fromEntries(new URLSearchParams(call.body));
  }
  return { ...Object.fromEntries(new URLSearchParams(call.query)), ...body };
}

function nextFault(faults) {
  const fault = faults[0];
  if (!fault) return undefined;
  fault.times -= 1;
  if (fault.times <= 0) faults.shift();
  return fault;
}

// Listens in on the body and on the reply without consuming either.
function record(request, response) {
  const [path, query = ''] = request.url.split('?');
  const chunks = [];
  let seen = 0;
  const call = {
    method: request.method,
    path,
    query,
    headers: request.headers,
    get body() {
      return Buffer.concat(chunks).toString().slice(0, KEPT);
    },
    status: null,
    reply: '',
  };

  const push = request.push;
  request.push = function tee(chunk, encoding) {
    if (chunk && seen < KEPT) chunks.push(Buffer.from(chunk));
    seen += chunk?.length ?? 0;
    return push.call(this, chunk, encoding);
  };

  const end = response.end;
  response.end = function note(...args) {
    call.status = response.statusCode;
    if (typeof args[0] === 'string' || Buffer.isBuffer(args[0])) call.reply = args[0].slice(0, KEPT).toString();
    return end.apply(this, args);
  };
  return call;
}
