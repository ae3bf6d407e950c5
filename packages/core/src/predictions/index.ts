export { predictionsPath, readPredictions } from './predictions';
export type { Prediction, PredictionKind, Predictions } from './predictions';
