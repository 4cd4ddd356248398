/** A photo of the user: the file, the image that the browser shows, and the answer of the server. */
export class Photo {
  /** Settings and model of the answer; null before there is one. */
  judgedBy = null;
  result = null;
  problem = null;
  busy = false;

  constructor(file) {
    this.file = file;
    this.name = file.name || 'photo';
    this.picture = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: this.name });
    this.opened = this.picture.decode().catch(() => { this.picture = null; });
  }

  /** Megapixels; 0 if the browser cannot decode the photo. */
  get megapixels() {
    return this.picture ? this.picture.naturalWidth * this.picture.naturalHeight / 1e6 : 0;
  }

  answer(result, judgedBy) {
    Object.assign(this, { result, problem: null, judgedBy });
  }

  fail(problem, judgedBy) {
    Object.assign(this, { result: null, problem, judgedBy });
  }

  close() {
    if (this.picture) {
      URL.revokeObjectURL(this.picture.src);
    }
  }
}
