import { Album } from './album.js';
import { Camera } from './camera.js';
import { byId } from './dom.js';
import { Faces } from './faces.js';
import { takePhotos } from './intake.js';
import { Judge } from './judge.js';
import { askForKey } from './key.js';
import { stylesOf } from './labels.js';
import { ModelWatch } from './model.js';
import { Results, found } from './results.js';
import { saveJson, savePicture } from './save.js';
import { Server } from './server.js';
import { Settings } from './settings.js';
import { Stage } from './stage.js';
import { Strip } from './strip.js';

const server = new Server(askForKey);
const settings = new Settings();
const album = new Album();
const camera = new Camera(server, settings);
const judge = new Judge(server, album, settings);
const model = new ModelWatch(server);
const stage = new Stage();
const faces = new Faces();
const results = new Results();
const strip = new Strip(album, photo => {
  camera.stop();
  album.show(photo);
});
const nothing = { picture: null, result: null, problem: null, busy: false, live: false };
let labels = [];

// The camera while it is on, otherwise the chosen photo.
const subject = () => camera.on ? camera : album.shown ?? nothing;

// The answer of an earlier model may have other labels.
const stylesFor = result => stylesOf([...new Set([...labels, ...(result?.faces ?? []).flatMap(face => Object.keys(face.scores))])]);

function render() {
  const shown = subject();
  const styles = stylesFor(shown.result);
  const pictured = shown.picture instanceof HTMLImageElement;
  if (pictured) {
    shown.picture.alt = shown.result ? `${shown.name}. ${found(shown.result, styles)}` : shown.name;
  }

  stage.show(shown, styles);
  faces.show(shown.result, styles, pictured ? shown.picture : shown.frame);
  results.show(shown, styles);
  strip.show();
  byId('bench').classList.toggle('empty', shown === nothing);
  byId('blank').hidden = shown === nothing || shown.picture !== null;
  for (const [id, there] of [
    ['camera', !camera.on], ['stop', camera.on], ['keep', camera.on], ['turn', camera.on && camera.hasOthers],
    ['sample', shown === nothing], ['save-picture', pictured && shown.result], ['save-json', !camera.on && shown.result],
  ]) {
    byId(id).hidden = !there;
  }
}

// Errors of button handlers are shown at the top of the page.
function on(id, act) {
  byId(id).addEventListener('click', async () => {
    alarm('');
    try {
      await act();
    } catch (error) {
      alarm(error.message);
    }
  });
}

function alarm(text) {
  byId('alarm').textContent = text;
  byId('alarm').hidden = !text;
}

function add(files) {
  alarm('');
  camera.stop();
  album.add(files);
}

function light(index) {
  stage.light(index);
  faces.light(index);
}

on('camera', () => camera.start());
on('stop', () => {
  camera.stop();
  byId('camera').focus();
});
on('turn', () => camera.turn());
on('keep', async () => add([await camera.snapshot()]));
on('sample', async () => add([new File([await (await fetch('sample.jpg')).blob()], 'drawn-scene.jpg', { type: 'image/jpeg' })]));
on('save-picture', () => savePicture(album.shown, stylesFor(album.shown.result)));
on('save-json', () => saveJson(album.shown));
takePhotos(add);

for (const source of [album, camera]) {
  source.addEventListener('change', render);
}

for (const source of [stage, faces]) {
  source.addEventListener('point', event => light(event.detail));
}

model.addEventListener('change', ({ detail }) => {
  labels = detail.labels;
  settings.use(detail);
  judge.use(detail);
  render();
});

judge.run();
model.run();
