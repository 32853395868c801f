// Two soft tones for an answer, made here: no file, and silent until the visitor has touched the page.
let context = null;

export function chime() {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") return;
    [660, 880].forEach((pitch, place) => {
      const tone = context.createOscillator();
      const loudness = context.createGain();
      const at = context.currentTime + place * 0.12;
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0.0001, at);
      loudness.gain.exponentialRampToValueAtTime(0.08, at + 0.02);
      loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.25);
      tone.connect(loudness).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.3);
    });
  } catch {
    // no sound device
  }
}

export function wakeSound() {
  context ??= typeof AudioContext === "undefined" ? null : new AudioContext();
  context?.resume?.();
}
