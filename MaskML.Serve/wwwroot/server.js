const keyName = 'maskml-api-key';

// Where a server says that it is busy and not for how long, and where none answers at all.
const busySeconds = 1;
const silentSeconds = 2;

/** What went wrong with a request. `retryAfter`: seconds after which to try again, null where that is of no use. */
export class Problem extends Error {
  constructor(status, title, detail = '', retryAfter = null) {
    super(`${title} ${detail}`);
    Object.assign(this, { name: 'Problem', status, title, detail, retryAfter });
  }
}

/** The server that this page came from. Addresses are relative, so that it may stand behind a path of a proxy. */
export class Server {
  #askForKey;
  #asking = null;
  #declined = false;

  /** @param askForKey Gives a key, or null where nobody enters one; is told whether one was refused. */
  constructor(askForKey) {
    this.#askForKey = askForKey;
  }

  /** Judges an encoded photo, a File or a Blob, and gives its prediction. */
  async predict(photo, { detector, uncertainBelow }, signal) {
    // Someone is at work here, who may have changed their mind about the key.
    this.#declined = false;
    const query = new URLSearchParams({ detector, ...(uncertainBelow !== null && { uncertainBelow }) });
    const response = await this.#send(`v1/predict?${query}`, {
      method: 'POST', body: photo, signal, headers: {
        // What it is, its content tells the server better than its name told the browser.
        'Content-Type': 'application/octet-stream',
        ...(photo.name && { 'Content-Disposition': `attachment; filename*=UTF-8''${escaped(photo.name)}` }),
      },
    });
    return response.json();
  }

  /** Which model is live: { etag, model }, or null where it is still the one of the tag. */
  async model(etag) {
    const response = await this.#send('v1/model', { headers: etag ? { 'If-None-Match': etag } : {}, cache: 'no-store' });
    return response.status === 304 ? null : { etag: response.headers.get('ETag'), model: await response.json() };
  }

  async #send(path, options) {
    for (;;) {
      const key = sessionStorage.getItem(keyName);
      const response = await reach(path, { ...options, headers: { ...options.headers, ...(key && { 'X-Api-Key': key }) } });
      if (response.status !== 401) {
        return await checked(response);
      }

      // Another request may have got a key meanwhile.
      if (sessionStorage.getItem(keyName) === key && !await this.#newKey(key !== null)) {
        throw await problemOf(response);
      }
    }
  }

  // One question at a time, whoever needs the answer.
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

// Problem details of RFC 9457; a proxy in between may answer in its own words.
async function problemOf(response) {
  const json = response.headers.get('Content-Type')?.includes('json');
  const { title, detail } = json ? await response.json().catch(() => ({})) : {};
  return new Problem(response.status, sentence(title ?? `The server answered ${response.status} ${response.statusText}`), sentence(detail ?? ''), retryAfter(response));
}

function retryAfter(response) {
  if (response.status !== 429 && response.status !== 503) {
    return null;
  }

  const said = response.headers.get('Retry-After') ?? '';
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return seconds > 0 ? seconds : busySeconds;
}

// Of RFC 8187's letters, encodeURIComponent leaves four out that would end the value.
const escaped = name => encodeURIComponent(name).replace(/['()*]/g, letter => `%${letter.charCodeAt(0).toString(16)}`);

const sentence = text => text && text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
