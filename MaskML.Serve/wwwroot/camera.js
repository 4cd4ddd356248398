import { pause, visible } from './dom.js';
import { Problem } from './server.js';

// Frames are scaled down to this size before they are sent.
const longSide = 1280;
const quality = 0.85;

const reasons = {
  NotAllowedError: 'The browser may not use it: allow it in the address bar, then try again.',
  NotFoundError: 'None was found.',
  NotReadableError: 'Another program is using it.',
};

/** The live camera: sends a frame, waits for the answer, sends the next. Raises `change` with each answer. */
export class Camera extends EventTarget {
  name = 'camera';
  live = true;
  result = null;
  problem = null;

  /** The frame that the answer belongs to. */
  frame = null;

  #server;
  #settings;
  #stop = null;
  #devices = [];

  constructor(server, settings) {
    super();
    [this.#server, this.#settings] = [server, settings];
    this.picture = Object.assign(document.createElement('video'), { muted: true, playsInline: true, ariaLabel: 'Camera' });
  }

  get on() {
    return this.#stop !== null;
  }

  get hasOthers() {
    return this.#devices.length > 1;
  }

  /** Starts the camera, or switches to another one. */
  async start(deviceId) {
    this.stop();
    const stop = this.#stop = new AbortController();
    this.dispatchEvent(new Event('change'));
    try {
      const stream = await open(deviceId);
      if (stop.signal.aborted) {
        close(stream);
        return;
      }

      this.picture.srcObject = stream;
      await this.picture.play();
      this.dispatchEvent(new Event('change'));
      this.#devices = (await navigator.mediaDevices.enumerateDevices()).filter(device => device.kind === 'videoinput');
      await this.#watch(stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) {
        this.stop();
        throw error;
      }
    }
  }

  stop() {
    this.#stop?.abort();
    close(this.picture.srcObject);
    Object.assign(this, { result: null, problem: null, frame: null });
    this.#stop = this.picture.srcObject = null;
    this.dispatchEvent(new Event('change'));
  }

  /** Switches to the next camera of the device. */
  turn() {
    const now = this.picture.srcObject?.getVideoTracks()[0].getSettings().deviceId;
    const at = this.#devices.findIndex(device => device.deviceId === now);
    return this.start(this.#devices[(at + 1) % this.#devices.length]?.deviceId);
  }

  /** The current frame as a file. */
  async snapshot() {
    const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
    return new File([await jpeg(this.#take())], `camera-${time}.jpg`, { type: 'image/jpeg' });
  }

  async #watch(signal) {
    while (!signal.aborted) {
      await visible();
      const frame = this.#take();
      try {
        const result = await this.#server.predict(await jpeg(frame), this.#settings, signal);
        Object.assign(this, { result, frame, problem: null });
      } catch (error) {
        if (!(error instanceof Problem) || error.retryAfter === null) {
          throw error;
        }

        // The old boxes would be shown where there are no faces any more.
        Object.assign(this, { result: null, problem: error });
      }

      if (!signal.aborted) {
        this.dispatchEvent(new Event('change'));
        await pause((this.problem?.retryAfter ?? 0) * 1000, signal);
      }
    }
  }

  #take() {
    const { videoWidth, videoHeight } = this.picture;
    const scale = Math.min(1, longSide / Math.max(videoWidth, videoHeight));
    const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(videoWidth * scale), height: Math.round(videoHeight * scale) });
    canvas.getContext('2d').drawImage(this.picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }
}

async function open(deviceId) {
  if (!navigator.mediaDevices) {
    throw new Problem(0, 'The camera cannot be used.', 'Browsers allow it on https and on localhost only.');
  }

  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: longSide }, ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' }) },
    });
  } catch (error) {
    throw new Problem(0, 'The camera cannot be used.', reasons[error.name] ?? error.message);
  }
}

const close = stream => stream?.getTracks().forEach(track => track.stop());

const jpeg = canvas => new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', quality));
