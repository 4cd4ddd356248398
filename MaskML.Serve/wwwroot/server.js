const keyName = 'maskml-api-key';

// Retry delays for a busy server that sends no Retry-After, and for one that does not answer.
const busySeconds = 1;
const silentSeconds = 2;

/** A failed request. `retryAfter`: seconds after which to retry, null if retrying is of no use; `body`: the problem details. */
export class Problem extends Error {
  constructor(status, title, detail = '', retryAfter = null, body = {}) {
    super(`${title} ${detail}`);
    Object.assign(this, { name: 'Problem', status, title, detail, retryAfter, body });
  }
}

/** The server of this page. Addresses are relative, so that a proxy may publish it under a path. */
export class Server {
  #askForKey;
  #asking = null;
  #declined = false;

  /** @param askForKey Returns a key, or null if none is entered; its argument says whether a key was rejected. */
  constructor(askForKey) {
    this.#askForKey = askForKey;
  }

  /** Sends an encoded photo, a File or a Blob, and returns its prediction. */
  async predict(photo, { detector, uncertainBelow }, signal) {
    // A user action, after which a cancelled key dialog may be shown again.
    this.#declined = false;
    const query = new URLSearchParams({ detector, ...(uncertainBelow !== null && { uncertainBelow }) });
    const response = await this.#send(`v1/predict?${query}`, {
      method: 'POST', body: photo, signal, headers: {
        // The server detects the format from the content; the browser guesses it from the name.
        'Content-Type': 'application/octet-stream',
        ...(photo.name && { 'Content-Disposition': `attachment; filename*=UTF-8''${escaped(photo.name)}` }),
      },
    });
    return response.json();
  }

  /** The live model: { etag, model }, or null if the tag is still current. */
  async model(etag) {
    const response = await this.#send('v1/model', { headers: etag ? { 'If-None-Match': etag } : {}, cache: 'no-store' });
    return response.status === 304 ? null : { etag: response.headers.get('ETag'), model: await response.json() };
  }

  /** JSON of the server. */
  async json(path) {
    return (await this.#send(path, { cache: 'no-cache' })).json();
  }

  /** Sends JSON, and returns the answer. */
  async post(path, body) {
    this.#declined = false;
    const options = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    return (await this.#send(path, options)).json();
  }

  /** A picture of the server. */
  async blob(path) {
    return (await this.#send(path, { cache: 'no-store' })).blob();
  }

  /** Whether a key was entered. */
  get hasKey() {
    return sessionStorage.getItem(keyName) !== null;
  }

  /** Sends JSON; a user action. */
  send(path, method, body) {
    this.#declined = false;
    return this.#send(path, { method, ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }) });
  }

  /**
   * Events of the cameras as they happen, until the connection ends.
   * @param last Number of the event after which to begin; null for new ones only.
   */
  events(last, take) {
    return this.stream('v1/events/stream', last === null ? {} : { 'Last-Event-ID': last }, take);
  }

  /** Server-sent events, until the connection ends. Not an EventSource, which cannot send a key. */
  async stream(path, headers, take) {
    const response = await this.#send(path, { headers, cache: 'no-store' });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const blocks = (text + part.value).split('\n\n');
      text = blocks.pop();
      for (const block of blocks) {
        const field = name => block.split('\n').find(line => line.startsWith(name + ': '))?.slice(name.length + 2);
        if (field('data')) {
          take(field('id'), JSON.parse(field('data')));
        }
      }
    }
  }

  async #send(path, options) {
    for (;;) {
      const key = sessionStorage.getItem(keyName);
      const response = await reach(path, { ...options, headers: { ...options.headers, ...(key && { 'X-Api-Key': key }) } });
      if (response.status !== 401) {
        return await checked(response);
      }

      // Another request may have received a key in the meantime.
      if (sessionStorage.getItem(keyName) === key && !await this.#newKey(key !== null)) {
        throw await problemOf(response);
      }
    }
  }

  // One dialog at a time, shared by all requests.
  async #newKey(refused) {
    if (this.#declined) {
      return false;
    }

    this.#asking ??= this.#askForKey(refused).finally(() => { this.#asking = null; });
    const key = await this.#asking;
    this.#declined = !key;
    if (key) {
      sessionStorage.setItem(keyName, key);
    }

    return Boolean(key);
  }
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }

    throw new Problem(0, 'The server does not answer.', `It is asked again every ${silentSeconds} seconds.`, silentSeconds);
  }
}

async function checked(response) {
  if (response.ok || response.status === 304) {
    return response;
  }

  throw await problemOf(response);
}

// Problem details (RFC 9457); a proxy may answer in another format.
async function problemOf(response) {
  const json = response.headers.get('Content-Type')?.includes('json');
  const body = json ? await response.json().catch(() => ({})) : {};
  const title = sentence(body.title ?? `The server answered ${response.status} ${response.statusText}`);
  return new Problem(response.status, title, sentence(body.detail ?? ''), retryAfter(response), body);
}

function retryAfter(response) {
  if (response.status !== 429 && response.status !== 503) {
    return null;
  }

  const said = response.headers.get('Retry-After') ?? '';
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return seconds > 0 ? seconds : busySeconds;
}

// encodeURIComponent leaves four characters that RFC 8187 does not allow.
const escaped = name => encodeURIComponent(name).replace(/['()*]/g, letter => `%${letter.charCodeAt(0).toString(16)}`);

const sentence = text => text && text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
