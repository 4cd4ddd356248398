/** A photo that someone brought: the file as it is, what the browser shows of it, and what the server said of it. */
export class Photo {
  /** Which settings and which model the answer is from; null before there is one. */
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

  /** Megapixels, 0 where the browser cannot tell. */
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
